from __future__ import annotations

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keroxio.settings")

TRANSPORT_ALIASES["files"] = "keroxio.broker:Transport"

app = Celery("keroxio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

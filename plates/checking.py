"""Pictures that API clients send to have their plates read."""

from __future__ import annotations

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Dealership
from keroxio.runs import Run
from plates.looking_up import LimitReached, can_look_up, look_up
from plates.models import PlateCheck
from vehicles.decoding import MAX_BYTES, RefusedPhoto, decode
from vehicles.renditions import jpeg


def request_check(dealership: Dealership, upload: File[bytes], *, looks_up: bool) -> PlateCheck:
    """Decode, clean and queue a picture. Raises ``RefusedPhoto``."""
    if upload.size and upload.size > MAX_BYTES:
        raise RefusedPhoto(_("This file is larger than 60 MB. Send a smaller photo."))
    check = PlateCheck(dealership=dealership, looks_up=looks_up)
    check.upload.save(".jpg", jpeg(decode(upload.read()).image), save=False)
    with transaction.atomic():
        check.save()
        check.ring()
    return check


def after_check(check: PlateCheck) -> None:
    """The picture has been read, or never will be: it goes, and its plate is looked up if that was asked for."""
    storage, name = check.upload.storage, check.upload.name
    check.upload = ""
    if check.looks_up and check.status == Run.Status.DONE:
        _look_up(check)
    check.save(update_fields=["upload", "lookup", "lookup_problem"])
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _look_up(check: PlateCheck) -> None:
    if not check.text:
        check.lookup_problem = _("The photo shows no plate.")
    elif not can_look_up(check.text, check.country):
        check.lookup_problem = _("Such plates cannot be looked up here.")
    else:
        try:
            check.lookup = look_up(check.dealership, check.text, check.country)
        except LimitReached as reason:
            check.lookup_problem = str(reason)

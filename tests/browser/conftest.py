"""Real pages in a real Chromium, on a live server, with a worker beside it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from playwright.sync_api import expect

from keroxio.runs import run_models

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REAL_ENGINES = dict(configured.ENGINES)

PATIENCE_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)

# Playwright's own loop runs in this thread; the tests use the ORM beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = os.path.dirname(__file__)  # noqa: PTH120
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine: apt install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture
def real_engines(settings: Any) -> None:
    settings.ENGINES = REAL_ENGINES
    settings.STUDIO_WIDTH = 2560


@pytest.fixture
def worker(transactional_db: None, isolated: None, silent_broker: None) -> Iterator[None]:
    """Performs what is queued, in a thread, until the test ends."""
    stop = threading.Event()

    def work() -> None:
        try:
            while not stop.wait(0.1):
                for model in run_models():
                    for run in model.objects.claimable().order_by("pk"):
                        run.perform()
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()

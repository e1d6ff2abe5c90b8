"""Runs that API clients ask for one picture: kept until the client has fetched the result, and no longer than a day."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import FileField
from django.utils import timezone
from django.utils.translation import gettext_noop
from PIL import Image

from keroxio.errors import EngineError
from keroxio.runs import Run, run_models

KEPT = timedelta(days=1)


def passing_path(run: PassingRun, name: str) -> str:
    return f"{run.folder}/{uuid.uuid4().hex}{name}"


class PassingRun(Run):
    """``upload`` is what the client sent; rows and all their files go after a day."""

    upload = models.FileField(upload_to=passing_path, max_length=200)

    class Meta(Run.Meta):
        abstract = True

    @property
    def folder(self) -> str:
        return f"d/{self.dealership_id}/passing"

    def open_upload(self) -> Image.Image:
        """The photo that was sent, loaded. Raises ``EngineError`` when storage has lost or damaged it."""
        try:
            with self.upload.open("rb") as file:
                picture = Image.open(file)
                picture.load()
        except OSError as error:
            raise EngineError(gettext_noop("The photo's file cannot be opened. Send the photo again.")) from error
        return picture

    def drop(self) -> None:
        """Delete the row, then its files: a row never names a file that is gone."""
        files = [getattr(self, field.name) for field in self._meta.get_fields() if isinstance(field, FileField)]
        self.delete()
        for file in files:
            if file:
                file.delete(save=False)


def drop_expired(*, limit: int = 500) -> int:
    """Returns how many were dropped; unfinished ones too: nobody waits a day."""
    expired: list[Any] = []
    for model in run_models():
        if issubclass(model, PassingRun):
            old = model.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("pk")
            expired += old[: limit - len(expired)]
    for run in expired:
        run.drop()
    return len(expired)

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from imaging.viewpoint import look_of
from keroxio.engine_messages import message_of, untranslated
from keroxio.errors import EngineError
from keroxio.runs import MAX_ATTEMPTS, Run, RunQuerySet
from plates.models import PlateFindings
from sorting.fingerprint import fingerprint, pack
from sorting.models.batch import Batch, BatchCar
from sorting.shots import Basis, numbered, time_in
from vehicles.decoding import RefusedPhoto, decode
from vehicles.intake import keep_files
from vehicles.models import Photo, StoredPhoto


def upload_path(row: BatchPhoto, name: str) -> str:
    return f"{row.folder}/in/{uuid.uuid4().hex}"


class BatchPhotoQuerySet(RunQuerySet["BatchPhoto"]):
    def undecided(self) -> BatchPhotoQuerySet:
        """Read, not in the stock yet, and not put aside."""
        return self.filter(status=Run.Status.DONE, photo=None, discarded_at=None)

    def refused(self) -> BatchPhotoQuerySet:
        return self.filter(status=Run.Status.FAILED)


class BatchPhoto(PlateFindings, StoredPhoto, Run):
    """A photo whose car is still to be said. The upload is opened once, then deleted: it may tell a place."""

    task = "sorting.read_photo"

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="photos", verbose_name=_("batch"))
    car = models.ForeignKey(BatchCar, models.SET_NULL, null=True, blank=True, related_name="photos")
    photo = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="batch_photos")
    upload = models.FileField(upload_to=upload_path, blank=True, max_length=200, editable=False)
    is_refused = models.BooleanField(_("unusable"), default=False)
    width = models.PositiveIntegerField(null=True, editable=False)  # type: ignore[assignment]
    height = models.PositiveIntegerField(null=True, editable=False)  # type: ignore[assignment]
    camera = models.CharField(_("camera"), max_length=80, blank=True)
    album = models.CharField(_("folder"), max_length=200, blank=True)
    fingerprint = models.BinaryField(null=True, editable=False)
    look = models.JSONField(default=dict, blank=True, editable=False)
    basis = models.CharField(_("basis"), max_length=9, choices=[(one.value, one.name) for one in Basis], blank=True)
    chance = models.FloatField(_("chance"), default=0.0)
    reason = models.JSONField(default=dict, blank=True)
    refused_cars = models.JSONField(default=list, blank=True)
    left_because = models.CharField(_("left because"), max_length=200, blank=True)
    discarded_at = models.DateTimeField(_("put aside"), null=True, blank=True)

    objects = BatchPhotoQuerySet.as_manager()  # type: ignore[misc]

    if TYPE_CHECKING:
        batch_id: int
        car_id: int | None
        photo_id: int | None

    class Meta(Run.Meta):
        verbose_name = _("photo of a batch")
        verbose_name_plural = _("photos of batches")
        indexes = [
            *Run.Meta.indexes,
            models.Index(fields=["dealership", "sha256"], name="batch_photo_file"),
            models.Index(fields=["batch", "status"], name="batch_photo_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "sha256"], condition=~Q(sha256=""), name="same_photo_once_per_batch"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self._meta.verbose_name} {self.pk}"

    @property
    def folder(self) -> str:
        return f"d/{self.dealership_id}/b/{self.batch_id}"

    @property
    def order_key(self) -> tuple[float, str, int]:
        """As it was taken, or as its file is numbered."""
        stem, number = numbered(self.name)
        return self.taken_at.timestamp() if self.taken_at else time_in(self.name) or 0.0, stem, number or 0

    def produce(self) -> None:
        try:
            decoded = decode(self._content())
        except RefusedPhoto as refusal:
            self.is_refused = True
            raise EngineError(untranslated(refusal)) from refusal
        self.taken_at, self.camera = decoded.taken_at, decoded.camera
        self._find(decoded.image)
        try:
            thumbnail = keep_files(self, decoded.image)
        except RefusedPhoto as refusal:
            raise EngineError(untranslated(refusal), temporary=True) from refusal
        self.fingerprint = pack(fingerprint(thumbnail))
        self.look = look_of(thumbnail, self.quad, width=decoded.image.width)

    def _find(self, picture: Any) -> None:
        """An engine that cannot answer loses no photo: it goes on without a plate."""
        try:
            self.find(picture, quick=True)
        except EngineError as error:
            if error.temporary and self.attempts < MAX_ATTEMPTS:
                raise
            self.left_because = message_of(error)[:200]

    def _content(self) -> bytes:
        try:
            with self.upload.open("rb") as file:
                content: bytes = file.read()
        except (OSError, ValueError) as error:
            raise EngineError(gettext_noop("The uploaded file is gone. Send the photo again.")) from error
        return content

"""A full disk delays work and says so; nothing half-written stays, and all is done once there is room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from imaging.gallery import picture
from imaging.models import Composite, Cutout
from imaging.own_backgrounds import RefusedBackground, add_background
from keroxio.runs import Run, RunQuerySet
from plates.reading import request_readings
from tests.conftest import SAMPLES, upload
from vehicles.models import Photo

Work = Callable[[], list[Run]]


class Disk:
    """Full for files whose names end like ``full_for``, of which it has written a part."""

    full_for = ("never",)

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: str) -> None:
        self.root = Path(root)
        store: Any = FileSystemStorage._save  # type: ignore[attr-defined]

        def save(storage: FileSystemStorage, name: str, content: Any) -> str:
            if name.endswith(self.full_for):
                Path(storage.path(name)).parent.mkdir(parents=True, exist_ok=True)
                Path(storage.path(name)).write_bytes(b"half")
                raise OSError(28, "No space left on device")
            return str(store(storage, name, content))

        monkeypatch.setattr(FileSystemStorage, "_save", save)

    @property
    def files(self) -> set[Path]:
        return {path for path in self.root.rglob("*") if path.is_file()}


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Disk:
    return Disk(monkeypatch, settings.MEDIA_ROOT)


def again(runs: RunQuerySet[Any]) -> None:
    runs.update(retry_at=timezone.now())


@pytest.mark.parametrize(("suffix", "model"), [(".png", Cutout), (".webp", Composite)])
def test_what_could_not_be_stored_is_done_once_there_is_room(
    photo: Photo, work: Work, disk: Disk, suffix: str, model: type[Cutout] | type[Composite]
) -> None:
    reading = request_readings([photo])[0]
    reading.perform()
    if model is Composite:
        photo.cutouts.get().perform()
    run = model.objects.get(photo=photo)
    before = disk.files
    disk.full_for = (suffix,)

    run.perform()
    run.refresh_from_db()
    assert run.status == Run.Status.QUEUED
    assert "disk" in run.error
    assert disk.files == before

    disk.full_for = ("never",)
    again(model.objects.filter(pk=run.pk))
    work()
    assert picture(photo).is_composite


def test_the_seller_is_told_what_the_work_waits_for(photo: Photo, disk: Disk, client: Client) -> None:
    request_readings([photo])[0].perform()
    untroubled = picture(photo).state
    disk.full_for = (".png",)
    cutout = photo.cutouts.get()
    cutout.perform()
    address = reverse("photos_progress", args=[photo.vehicle_id])
    for language, words in (("fr", "Le disque est plein"), ("en", "The disk is full")):
        assert words in client.get(address, {"seen": untroubled}, headers={"Accept-Language": language}).text


def test_a_background_that_cannot_be_stored_is_refused_and_leaves_nothing(photo: Photo, disk: Disk) -> None:
    before = disk.files
    disk.full_for = (".webp",)
    with pytest.raises(RefusedBackground, match="dis"):
        add_background(photo.vehicle.dealership, "Hall", upload((SAMPLES / "blue_front.jpg").read_bytes()))
    assert disk.files == before

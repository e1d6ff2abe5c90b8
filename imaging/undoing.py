"""Doing something to a car's photos so that it can be taken back, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from imaging import studio
from imaging.changes import KEPT, StudioChange, difference, state_of
from vehicles.models import Photo, Vehicle


def remembering(vehicle: Vehicle, user: User, what: str, act: Callable[[], None]) -> StudioChange | None:
    """``act``, and what it changed; None where nothing did."""
    with transaction.atomic():
        Vehicle.objects.select_for_update().get(pk=vehicle.pk)
        before = state_of(vehicle)
        act()
        fields = difference(before, state_of(vehicle))
        if not fields:
            return None
        old = StudioChange.objects.filter(vehicle=vehicle).order_by("-pk").values_list("pk", flat=True)[KEPT - 1 :]
        StudioChange.objects.filter(pk__in=list(old)).delete()
        return StudioChange.objects.create(
            dealership_id=vehicle.dealership_id, vehicle=vehicle, user=user, what=what, fields=fields
        )


def last_change(vehicle: Vehicle, user: User) -> StudioChange | None:
    """Of this person, not taken back yet."""
    return StudioChange.objects.filter(vehicle=vehicle, user=user, undone_at=None).order_by("-pk").first()


def undo(change: StudioChange) -> None:
    """What has changed again since stays. Twice is harmless. Raises ``studio.CannotRestore``."""
    with transaction.atomic():
        Vehicle.objects.select_for_update().get(pk=change.vehicle_id)
        if not StudioChange.objects.filter(pk=change.pk, undone_at=None).update(undone_at=timezone.now()):
            return
        now = state_of(change.vehicle)
        for row, fields in change.fields.items():
            known = now.get(row, {})
            back = {name: old for name, (old, new) in fields.items() if known.get(name, ...) == new}
            if back:
                _put_back(change.vehicle, row, back)
        studio.prepare_all(Vehicle.objects.select_related("dealership").get(pk=change.vehicle_id))


def _put_back(vehicle: Vehicle, row: str, fields: dict[str, Any]) -> None:
    if row == "vehicle":
        Vehicle.objects.filter(pk=vehicle.pk).update(**fields)
        return
    photo = Photo.objects.get(pk=row, vehicle=vehicle)
    if "deleted_at" in fields and fields["deleted_at"] is None:
        studio.restore(photo)
    Photo.objects.filter(pk=photo.pk).update(**fields)

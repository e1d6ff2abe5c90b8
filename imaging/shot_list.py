"""The photos that a good ad has, and which of them a car still lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from imaging.picture import Picture
from imaging.viewpoint import View
from vehicles.vocabulary import PhotoKind


@dataclass(frozen=True)
class Shot:
    """``key`` is a view for photos of the outside, a kind for the others; the drawing in views.svg has its name."""

    key: str
    name: Promise
    hint: Promise
    is_needed: bool = True

    @property
    def is_outside(self) -> bool:
        return self.key in View.values

    @property
    def kind(self) -> str:
        return str(PhotoKind.EXTERIOR) if self.is_outside else self.key


SHOTS = (
    Shot("front_quarter", _("Three-quarter front"), _("From a front corner, at headlamp height, the whole car.")),
    Shot("front", _("Front"), _("From straight ahead, a few steps back."), is_needed=False),
    Shot("side", _("Side"), _("Square to the doors, far enough for both bumpers.")),
    Shot("rear_quarter", _("Three-quarter rear"), _("From a rear corner, the whole car.")),
    Shot("rear", _("Rear"), _("From straight behind, a few steps back."), is_needed=False),
    Shot("dashboard", _("Dashboard"), _("From the back seat: wheel, dials and screen, ignition on.")),
    Shot("interior", _("Seats"), _("From an open door: the front seats.")),
    Shot("boot", _("Boot"), _("Open and empty."), is_needed=False),
    Shot("wheel", _("Wheel"), _("One wheel, from straight beside it."), is_needed=False),
    Shot("engine", _("Engine"), _("Under the open bonnet, from above."), is_needed=False),
)
BY_KEY = {shot.key: shot for shot in SHOTS}


@dataclass(frozen=True)
class Listed:
    shot: Shot
    is_there: bool


def shot_list(pictures: Iterable[Picture]) -> list[Listed]:
    """Photos that are left out of the ad do not count."""
    there = {one.view or one.photo.kind for one in pictures if not one.is_excluded}
    return [Listed(shot, shot.key in there) for shot in SHOTS]


def missing(listed: Iterable[Listed]) -> list[Shot]:
    return [one.shot for one in listed if one.shot.is_needed and not one.is_there]


def following(listed: Iterable[Listed], after: str) -> Shot | None:
    """What to take next: the first shot lacking behind ``after`` or, at the end of the list, before it."""
    shots = list(listed)
    start = next((index for index, one in enumerate(shots) if one.shot.key == after), -1) + 1
    return next((one.shot for one in shots[start:] + shots[:start] if not one.is_there and one.shot.key != after), None)

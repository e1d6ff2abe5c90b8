"""Having ads written, and which of a car's writings is the current one."""

from __future__ import annotations

from keroxio.runs import Run
from listings.limits import check_limit
from listings.models import TEXT_LENGTH, Ad
from listings.vehicle_facts import facts_of
from listings.writers.base import Language, Length, Tone
from listings.writers.mentions import legal_mentions
from vehicles.models import Vehicle

__all__ = ["current_ad", "earlier_ads", "facts_of", "latest_request", "renew_mentions", "request_ad"]


def request_ad(
    vehicle: Vehicle,
    tone: str = Tone.WARM,
    length: str = Length.STANDARD,
    *,
    language: str = Language.FRENCH,
    emojis: bool = False,
    to_review: bool = False,
    queue: str = Run.Queue.INTERACTIVE,
) -> Ad:
    """A new writing; one that is still waiting and is to be written alike is returned instead. Raises LimitReached."""
    style = {"tone": tone, "length": length, "language": language, "emojis": emojis}
    waiting: Ad | None = Ad.objects.filter(vehicle=vehicle, status=Run.Status.QUEUED, **style).first()
    if waiting:
        return waiting
    check_limit(vehicle.dealership)
    asked: Ad = Ad.objects.request(
        dealership=vehicle.dealership, vehicle=vehicle, queue=queue, to_review=to_review, **style
    )
    return asked


def current_ad(vehicle: Vehicle) -> Ad | None:
    return Ad.objects.current(vehicle)


def earlier_ads(ad: Ad, *, limit: int = 10) -> list[Ad]:
    """The other writings of the same car, newest first."""
    others = Ad.objects.filter(vehicle=ad.vehicle_id, status=Run.Status.DONE).exclude(pk=ad.pk)
    return list(others.order_by("-chosen_at", "-pk")[:limit])


def renew_mentions(ad: Ad) -> None:
    """Put today's legal mentions at the end of the text, in the place of those it was written with."""
    body = (ad.text.removesuffix(ad.mentions) if ad.mentions else ad.text).rstrip()
    ad.mentions = legal_mentions(facts_of(ad.vehicle), said=body)
    body = body[: TEXT_LENGTH - len(ad.mentions) - 2]
    ad.save(update_fields=["mentions"])
    ad.edit(title=ad.title, text=f"{body}\n\n{ad.mentions}".strip(), revision=ad.revision)


def latest_request(vehicle: Vehicle) -> Ad | None:
    """The writing asked for last, when it is not done: it waits, runs or has failed."""
    latest = Ad.objects.filter(vehicle=vehicle).order_by("-pk").first()
    return latest if latest and latest.status != Run.Status.DONE else None

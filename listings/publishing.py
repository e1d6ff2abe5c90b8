"""Preparing an ad for the portals, and keeping account of where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from keroxio.engines import channel as configured_channel
from listings.channels.base import AdFacts, Preparation
from listings.compliance import Finding, findings_of
from listings.facts import Facts
from listings.models import TITLE_LENGTH, Ad, Publication
from listings.reviewing import case_of
from listings.vehicle_facts import facts_of
from vehicles.models import Vehicle


class NotPublishable(Exception):
    """The ad lacks what the law requires; ``findings`` says what."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(", ".join(finding.duty.code for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Outlet:
    """A portal, what is prepared for it and where the car stands on it."""

    channel: str
    preparation: Preparation
    publication: Publication

    @property
    def has_changed(self) -> bool:
        ready = self.preparation
        return self.publication.differs_from(
            title=ready.title, text=ready.text, price_eur=self.publication.vehicle.price_eur
        )


def outlets(vehicle: Vehicle, ad: Ad, facts: Facts) -> list[Outlet]:
    """One for each configured portal. Raises EngineError when a channel cannot answer."""
    known = {publication.channel: publication for publication in Publication.objects.filter(vehicle=vehicle)}
    found = []
    for name in settings.CHANNELS:
        publication = known.get(name) or Publication(dealership=vehicle.dealership, channel=name)
        publication.vehicle = vehicle
        found.append(Outlet(name, _prepare(name, ad, facts), publication))
    return found


def prepare(vehicle: Vehicle, channel: str) -> Preparation | None:
    """None while there is no ad."""
    ad = Ad.objects.current(vehicle)
    return _prepare(channel, ad, facts_of(vehicle)) if ad else None


def findings(vehicle: Vehicle, *, ad: Ad | None, facts: Facts, today: date | None = None) -> list[Finding]:
    return findings_of(case_of(vehicle, ad=ad, facts=facts, today=today))


def mark_published(vehicle: Vehicle, channel: str, url: str) -> Publication:
    """The seller has filled in the portal's form. Raises NotPublishable while a required mention is missing."""
    ad, facts = Ad.objects.current(vehicle), facts_of(vehicle)
    blocking = [finding for finding in findings(vehicle, ad=ad, facts=facts) if finding.is_blocking]
    if blocking or ad is None:
        raise NotPublishable(blocking)
    ready = _prepare(channel, ad, facts)
    publication, _created = Publication.objects.update_or_create(
        vehicle=vehicle,
        channel=channel,
        defaults={
            "dealership": vehicle.dealership,
            "status": Publication.Status.PUBLISHED,
            "url": url,
            "title": ready.title[:TITLE_LENGTH],
            "text": ready.text,
            "price_eur": vehicle.price_eur,
            "published_at": timezone.now(),
            "withdrawn_at": None,
        },
    )
    return publication


def is_on_portal(url: str, domains: tuple[str, ...]) -> bool:
    host = (urlsplit(url).hostname or "").lower()
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def mark_sold(vehicle: Vehicle) -> list[Publication]:
    """The day of the sale is kept when it is known already. Returns the publications to withdraw."""
    with transaction.atomic():
        Vehicle.objects.filter(pk=vehicle.pk, sold_at=None).update(sold_at=timezone.now())
        vehicle.refresh_from_db()
        return list(Publication.objects.online().filter(vehicle=vehicle).order_by("pk"))


def mark_unsold(vehicle: Vehicle) -> None:
    vehicle.sold_at = None
    vehicle.save(update_fields=["sold_at", "updated_at"])


def _prepare(name: str, ad: Ad, facts: Facts) -> Preparation:
    prepared: Preparation = configured_channel(name).prepare(
        AdFacts(facts=facts, title=ad.title, text=ad.text, mentions=ad.mentions)
    )
    return prepared


@dataclass(frozen=True)
class Limits:
    label: str
    title: int
    text: int


def limits() -> list[Limits]:
    """How long titles and texts may be on each configured portal."""
    empty = AdFacts(facts=Facts(), title="", text="")
    ready = [configured_channel(name).prepare(empty) for name in settings.CHANNELS]
    return [Limits(one.label, one.title_limit, one.text_limit) for one in ready]

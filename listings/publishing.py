"""Preparing an ad for the portals, and keeping account of where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from imaging.studio import refresh
from keroxio.engines import channel as configured_channel
from listings.channels.base import AdFacts, Preparation
from listings.compliance import Finding, findings_of
from listings.facts import Facts
from listings.models import TITLE_LENGTH, Ad, PortalText, Publication
from listings.portal_texts import fitted_title, plain_signs
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
    found, texts = [], texts_of(ad)
    for name in settings.CHANNELS:
        publication = known.get(name) or Publication(dealership=vehicle.dealership, channel=name)
        publication.vehicle = vehicle
        found.append(Outlet(name, _prepare(name, ad, facts, texts), publication))
    return found


def prepare(vehicle: Vehicle, channel: str) -> Preparation | None:
    """None while there is no ad."""
    ad = Ad.objects.current(vehicle)
    return _prepare(channel, ad, facts_of(vehicle), texts_of(ad)) if ad else None


def findings(vehicle: Vehicle, *, ad: Ad | None, facts: Facts, today: date | None = None) -> list[Finding]:
    return findings_of(case_of(vehicle, ad=ad, facts=facts, today=today))


def mark_published(vehicle: Vehicle, channel: str, url: str) -> Publication:
    """The seller has filled in the portal's form. Raises NotPublishable while a required mention is missing."""
    ad, facts = Ad.objects.current(vehicle), facts_of(vehicle)
    texts = texts_of(ad) if ad else {}
    blocking = [one for one in findings(vehicle, ad=_as_shown(ad, texts, channel), facts=facts) if one.is_blocking]
    if blocking or ad is None:
        raise NotPublishable(blocking)
    ready = _prepare(channel, ad, facts, texts)
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
        refresh(vehicle)
        return list(Publication.objects.online().filter(vehicle=vehicle).order_by("pk"))


def mark_unsold(vehicle: Vehicle) -> None:
    vehicle.sold_at = None
    vehicle.save(update_fields=["sold_at", "updated_at"])


def _prepare(name: str, ad: Ad, facts: Facts, texts: dict[str, PortalText]) -> Preparation:
    channel = configured_channel(name)
    own = texts.get(name)
    title, text = (own.title, own.text) if own else (ad.title, ad.text)
    limit = channel.prepare(AdFacts(facts=facts, title="", text="")).title_limit
    prepared: Preparation = channel.prepare(
        AdFacts(facts=facts, title=fitted_title(title, limit), text=plain_signs(text, name), mentions=ad.mentions)
    )
    return prepared


def _as_shown(ad: Ad | None, texts: dict[str, PortalText], channel: str) -> Ad | None:
    """What the portal's readers read is what the law looks at."""
    own = texts.get(channel)
    return Ad(vehicle=own.ad.vehicle, title=own.title, text=own.text) if own else ad


def texts_of(ad: Ad) -> dict[str, PortalText]:
    """What the seller wrote for single portals, by their names."""
    return {one.channel: one for one in PortalText.objects.filter(ad=ad)}


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

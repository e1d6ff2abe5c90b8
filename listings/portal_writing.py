"""Having the language model write an ad in the manner of one portal."""

from __future__ import annotations

from keroxio.engines import engine
from keroxio.runs import Run
from listings.limits import check_limit
from listings.models import Ad, PortalWriting


def can_write_for_portals() -> bool:
    """Our own writer knows no portal: what it would write is derived from the ad already."""
    return bool(engine("writer").knows_portals)


def request_portal_text(ad: Ad, channel: str) -> PortalWriting:
    """A new writing; one that is still under way is returned instead. Raises LimitReached."""
    latest = latest_writing(ad, channel)
    if latest and not latest.is_finished:
        return latest
    check_limit(ad.dealership)
    asked: PortalWriting = PortalWriting.objects.request(dealership=ad.dealership, ad=ad, channel=channel)
    return asked


def latest_writing(ad: Ad, channel: str) -> PortalWriting | None:
    found: PortalWriting | None = PortalWriting.objects.filter(ad=ad, channel=channel).order_by("-pk").first()
    return found


def news_of(writing: PortalWriting | None) -> PortalWriting | None:
    """One that is under way or has failed, to be shown as such."""
    return writing if writing and writing.status != Run.Status.DONE else None

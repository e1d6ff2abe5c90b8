from __future__ import annotations

from celery import shared_task

from listings.models import Ad, PortalWriting


@shared_task(name="listings.write_ad")
def write_ad(ad_id: int) -> None:
    Ad.objects.get(pk=ad_id).perform()


@shared_task(name="listings.write_for_portal")
def write_for_portal(writing_id: int) -> None:
    PortalWriting.objects.get(pk=writing_id).perform()

from __future__ import annotations

from celery import shared_task

from listings.models import Ad


@shared_task(name="listings.write_ad")
def write_ad(ad_id: int) -> None:
    Ad.objects.get(pk=ad_id).perform()

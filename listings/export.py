"""Everything of a car in one file: photos, ad, particulars."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage

from imaging.gallery import pictures
from keroxio.runs import Run
from listings.models import Ad
from listings.publishing import findings
from listings.vehicle_facts import facts_of
from listings.writing import current_ad
from pricing.valuing import current_valuation
from vehicles.models import Vehicle

PARTICULARS = (
    "plate", "plate_country", "vin", "make", "model", "version", "mileage_km", "mileage_guaranteed", "fuel", "gearbox",
    "power_hp", "fiscal_power", "color", "doors", "seats", "body", "owners_count", "condition_notes",
)  # fmt: skip
CHUNK = 1024 * 1024


def describe(vehicle: Vehicle, *, photos: list[str]) -> dict[str, Any]:
    """A car as ad.json gives it. ``missing`` names what the law asks for and the ad lacks."""
    ad, facts = current_ad(vehicle), facts_of(vehicle)
    missing = findings(vehicle, ad=ad, facts=facts)
    return {
        **{name: getattr(vehicle, name) for name in PARTICULARS},
        "first_registration": _first_registration(vehicle),
        "inspection_date": vehicle.inspection_date.isoformat() if vehicle.inspection_date else None,
        "options": list(facts.options),
        "price_eur": vehicle.price_eur,
        "price": _price(vehicle),
        "title": ad.title if ad else "",
        "text": ad.text if ad else "",
        "missing": [
            {"code": one.duty.code, "field": one.duty.field, "level": one.level, "why": str(one.duty.why)}
            for one in missing
        ],
        "photos": photos,
    }


def ad_text(ad: Ad | None) -> str:
    """ad.txt: the title, a blank line, the text."""
    return f"{ad.title}\n\n{ad.text}\n" if ad else ""


def write_archive(vehicle: Vehicle) -> IO[bytes]:
    """A ZIP on disk, open at its start, deleted when closed. A file that storage has lost is left out."""
    archive = tempfile.TemporaryFile()  # noqa: SIM115
    with ZipFile(archive, "w") as bundle:
        names = [name for name, path in _files(vehicle) if _add(bundle, name, path)]
        shown = [name for name in names if name.startswith("photos/")]
        described = json.dumps(describe(vehicle, photos=shown), ensure_ascii=False, indent=2)
        bundle.writestr("ad.json", described, ZIP_DEFLATED)
        bundle.writestr("ad.txt", ad_text(current_ad(vehicle)), ZIP_DEFLATED)
    archive.seek(0)
    return archive


def _files(vehicle: Vehicle) -> Iterator[tuple[str, str]]:
    """Each photo as it is published, and as it was taken where that differs."""
    for number, picture in enumerate(pictures(vehicle), start=1):
        taken = str(picture.photo.image.name)
        published = str(picture.file.name) if picture.file else ""
        if published:
            yield f"photos/{number:02d}.jpg", published
        if published != taken:
            yield f"originals/{number:02d}.jpg", taken


def _add(bundle: ZipFile, name: str, path: str) -> bool:
    if not default_storage.exists(path):
        return False
    with default_storage.open(path, "rb") as source, bundle.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)
    return True


def _first_registration(vehicle: Vehicle) -> str | None:
    """ "2021-05", "2021" without its month."""
    year, month = vehicle.first_registration_year, vehicle.first_registration_month
    return None if not year else f"{year}-{month:02d}" if month else str(year)


def _price(vehicle: Vehicle) -> dict[str, int | None] | None:
    valuation = current_valuation(vehicle)
    if valuation is None or valuation.status != Run.Status.DONE or valuation.recommended is None:
        return None
    return {"low": valuation.low, "recommended": valuation.recommended, "high": valuation.high}

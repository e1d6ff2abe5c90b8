"""Market data: how fast listings come in, in how much memory; how fast comparables are found, and by which plan.

    python benchmarks/market.py [LISTINGS.csv.gz] [--identical 1000000] [--made-up 1000000]

Works in a database of its own beside the configured one (PostgreSQL or SQLite), which is removed afterwards.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keroxio.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from accounts.models import Dealership  # noqa: E402
from pricing.comparables import Wanted, comparables, listings_near  # noqa: E402
from pricing.engines.base import Features  # noqa: E402
from pricing.importing.files import MarketReader  # noqa: E402
from pricing.importing.importing import Rejects, bring_in, mapping_of  # noqa: E402
from pricing.models import MarketListing, MarketSource  # noqa: E402
from vehicles.catalogue import catalogue  # noqa: E402

LISTINGS = ROOT.parent / "shared" / "data" / "pricing" / "dev.csv.gz"
TODAY = date(2026, 6, 30)
ROUNDS = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("listings", nargs="?", type=Path, default=LISTINGS)
    parser.add_argument("--identical", type=int, default=0, help="also import so many identical rows")
    parser.add_argument("--made-up", type=int, default=0, help="also import so many cars that never were for sale")
    arguments = parser.parse_args()
    created = setup_databases(verbosity=0, interactive=False)
    try:
        measure(arguments.listings, arguments.identical, arguments.made_up)
    finally:
        teardown_databases(created, verbosity=0)


def measure(listings: Path, identical: int, made_up: int) -> None:
    print(f"{connection.vendor}, load {os.getloadavg()[0]:.1f}")
    before = peak_mb()
    for name in ("first import", "again"):
        imported(name, listings)
    print(f"memory: {before} MB before, {peak_mb()} MB at most")
    if identical:
        with tempfile.TemporaryDirectory() as folder:
            imported(f"{identical} identical rows", _identical(Path(folder), identical))
            print(f"memory: {peak_mb()} MB at most")
    if made_up:
        with tempfile.TemporaryDirectory() as folder:
            imported(f"{made_up} cars made up", _made_up(Path(folder), made_up))
            print(f"memory: {peak_mb()} MB at most")
    comparables_found()


def imported(name: str, path: Path) -> None:
    source, _created = MarketSource.objects.get_or_create(name=path.name)
    with path.open("rb") as file, tempfile.TemporaryFile("w") as rejected:
        reader = MarketReader(file)
        (wall, cpu), report = timed(
            lambda: bring_in(
                reader, source, mapping=mapping_of(reader, {}), seen_on=TODAY, rejects=Rejects(lambda: rejected)
            )
        )
    print(f"{name}: {report.merged}, {report.rejected} rejected, {wall:.1f} s ({cpu:.1f} s of processor)")


def comparables_found() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE pricing_marketlisting")
    dealership = Dealership.objects.create(name="Benchmark", slug="benchmark", kind="garage", postcode="74000")
    car = Features(
        make="Peugeot", model="208", version="1.2 PureTech 100 Allure", first_registration_year=2021,
        first_registration_month=5, mileage_km=42_000, fuel="petrol", gearbox="manual", power_hp=100, body="city",
        priced_on=TODAY.replace(day=1), department=74,
    )  # fmt: skip
    for wanted in (Wanted(), Wanted(radius_km=200, years=2)):
        found = comparables(car, dealership, wanted, today=TODAY)
        find = partial(comparables, car, dealership, wanted, today=TODAY)
        times = [timed(find)[0] for _ in range(ROUNDS)]
        wall, cpu = (statistics.median(times[n][kind] for n in range(ROUNDS)) * 1000 for kind in (0, 1))
        print(
            f"comparables among {MarketListing.objects.count()} listings, {wanted}: {wall:.0f} ms ({cpu:.0f} ms of "
            f"processor), {len(found.nearest)} shown, {len(found.drawn)} drawn, {found.price} €"
        )
    print(listings_near(car, dealership, Wanted(), TODAY).explain())


def timed(do: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = do()
    return (time.perf_counter() - wall, time.process_time() - cpu), result


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _identical(folder: Path, count: int) -> Path:
    path = folder / "identical.csv.gz"
    with gzip.open(path, "wt") as file:
        file.write("id,make,model,year,mileage,price\n")
        for _ in range(count // 1000):
            file.write("7,Renault,Clio,2021,42000,12990\n" * 1000)
    return path


def _made_up(folder: Path, count: int) -> Path:
    """Every model of the catalogue as often as another, of all ages, in French, German and Italian departments."""
    chance = random.Random(1)
    models = [model for models in catalogue().values() for model in models.values()]
    path = folder / "made-up.csv.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write("id,make,model,version,year,month,mileage,fuel,gearbox,power,country,department,price,listed_on\n")
        for number in range(count):
            # One in twenty is a 208: nobody's market is spread evenly.
            model = _CAR if number % 20 == 0 else chance.choice(models)
            age = chance.randint(0, 20)
            file.write(
                f"{number},{model.make},{model.name},{chance.choice(_VERSIONS)},{2026 - age},{chance.randint(1, 12)},"
                f"{age * 12_000 + chance.randint(0, 20_000)},{chance.choice(('petrol', 'diesel', 'hybrid'))},"
                f"{chance.choice(('manual', 'automatic'))},{chance.choice((75, 90, 100, 110, 130, 150))},"
                f"{chance.choice(('fr', 'fr', 'de', 'it'))},{chance.randint(1, 95)},"
                f"{round(28_000 * 0.88**age) + chance.randint(0, 3_000)},2026-{chance.randint(1, 6):02}-15\n"
            )
    return path


_VERSIONS = ("1.2 PureTech 100 Allure", "1.5 dCi 90 Zen", "2.0 TDI 150 Life", "1.0 TCe 90 Intens", "Hybrid 130 GT")
_CAR = catalogue()["Peugeot"]["208"]


if __name__ == "__main__":
    main()

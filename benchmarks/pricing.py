"""Prices by an honest split in time: learn from the older listings, price the later ones, print how far off.

    python benchmarks/pricing.py [LISTINGS.csv.gz] [--until YYYY-MM-DD] [--stability]

Prints the same figures as the acceptance script: median and mean absolute error in %, share within 10 and 20 %, how
many asking prices lie in the range (80 % is aimed at) and the range's mean width in % of the price; and the time taken.
With --stability it learns once more with one day of listings more, and prints how far the later cars' prices moved.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# Before NumPy, which reads how many threads it may have once: the package says so, to the program as to this.
import_module("pricing")

import numpy as np  # noqa: E402

from pricing.cars_file import rows_of  # noqa: E402
from pricing.engines.base import Features  # noqa: E402
from pricing.engines.gradient_boosting import GradientBoostingEstimator  # noqa: E402
from pricing.engines.price_model import save  # noqa: E402
from pricing.engines.training import train  # noqa: E402

LISTINGS = ROOT.parent / "shared" / "data" / "pricing" / "dev.csv.gz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("listings", nargs="?", type=Path, default=LISTINGS)
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 5, 31))
    parser.add_argument("--stability", action="store_true")
    arguments = parser.parse_args()
    rows = [(row.car, row.price_eur) for row in rows_of(arguments.listings, priced_on=arguments.until)]
    known = [(car, price) for car, price in rows if car and price]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.zip"
        started, worked = time.perf_counter(), time.process_time()
        earlier = [(car, price) for car, price in known if car.priced_on <= arguments.until]
        learnt = train([car for car, _ in earlier], [price for _, price in earlier], source="benchmark.", say=print)
        save(learnt.model, model)
        taken, work = time.perf_counter() - started, time.process_time() - worked
        size = model.stat().st_size / 1e6
        print(f"trained on {len(earlier)} cars in {taken:.1f} s ({work:.1f} s of processor, both fits), {size:.1f} MB")
        later = [(car, price) for car, price in known if car.priced_on > arguments.until]
        measure(model, later)
        if arguments.stability:
            a_day_more = [pair for pair in known if pair[0].priced_on <= arguments.until + timedelta(days=1)]
            compare(model, a_day_more, later, Path(folder) / "next.zip")


def compare(
    model: Path, listings: list[tuple[Features, float]], later: list[tuple[Features, float]], out: Path
) -> None:
    save(train([car for car, _ in listings], [price for _, price in listings], source="benchmark.").model, out)
    cars = [car for car, _ in later]
    before, after = (GradientBoostingEstimator(model=file).ranges(cars) for file in (model, out))
    pairs = [(one[1], other[1]) for one, other in zip(before, after, strict=True) if one and other]
    moved = np.abs(np.array([other / one - 1 for one, other in pairs]))
    print(
        f"a day of listings more moves a price by {np.median(moved):.2%} (median), {np.quantile(moved, 0.9):.2%} (90 %)"
    )


def measure(model: Path, later: list[tuple[Features, float]]) -> None:
    estimator = GradientBoostingEstimator(model=model)
    started = time.perf_counter()
    estimator.estimate(later[0][0])
    print(f"first estimate, model loaded: {time.perf_counter() - started:.2f} s")
    started = time.perf_counter()
    for car, _ in later[:50]:
        estimator.estimate(car)
    print(f"an estimate with reasons and curves: {(time.perf_counter() - started) / 50 * 1000:.0f} ms")
    started = time.perf_counter()
    ranges = estimator.ranges([car for car, _ in later])
    print(f"{len(later)} cars in one go: {time.perf_counter() - started:.1f} s")
    report("all", later, ranges)
    french = [at for at, (car, _) in enumerate(later) if car.country == "fr"]
    report("FR", [later[at] for at in french], [ranges[at] for at in french])
    doubts = [estimator.doubts(car) for car, _ in later]
    for name, codes in (("old", {"old_car"}), ("rare", {"unknown_model", "rare_model"})):
        members = [at for at, found in enumerate(doubts) if codes & set(found)]
        report(name, [later[at] for at in members], [ranges[at] for at in members])


def report(name: str, later: list[tuple[Features, float]], ranges: list[tuple[int, int, int] | None]) -> None:
    answered = [(*found, asked) for found, (_, asked) in zip(ranges, later, strict=True) if found]
    if not answered:
        print(f"{name:4} n={len(later)}: none to judge")
        return
    low, price, high, asked = np.array(answered, dtype=np.float64).T
    error = np.abs(price - asked) / asked
    print(
        f"{name:4} n={len(later)} answered={len(answered) / len(later):.1%} MdAPE={np.median(error):.2%} "
        f"MAPE={error.mean():.2%} within10={(error <= 0.1).mean():.1%} within20={(error <= 0.2).mean():.1%} "
        f"coverage={((low <= asked) & (asked <= high)).mean():.1%} width={((high - low) / price).mean():.1%}"
    )


if __name__ == "__main__":
    main()

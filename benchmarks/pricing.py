"""Prices by an honest split in time: learn from the older listings, price the later ones, print how far off.

    python benchmarks/pricing.py [LISTINGS.csv.gz] [--until YYYY-MM-DD]

Prints the same figures as the acceptance script: median and mean absolute error in %, share within 10 and 20 %, how
many asking prices lie in the range (80 % is aimed at) and the range's mean width in % of the price; and the time taken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

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
    arguments = parser.parse_args()
    rows = [(row.car, row.price_eur) for row in rows_of(arguments.listings, priced_on=arguments.until)]
    known = [(car, price) for car, price in rows if car and price]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.zip"
        started = time.perf_counter()
        earlier = [(car, price) for car, price in known if car.priced_on <= arguments.until]
        learnt = train([car for car, _ in earlier], [price for _, price in earlier], version="benchmark")
        save(learnt.model, model)
        taken = time.perf_counter() - started
        print(f"trained on {len(earlier)} cars in {taken:.1f} s, {model.stat().st_size / 1e6:.1f} MB")
        measure(model, [(car, price) for car, price in known if car.priced_on > arguments.until])


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


def report(name: str, later: list[tuple[Features, float]], ranges: list[tuple[int, int, int] | None]) -> None:
    answered = [(*found, asked) for found, (_, asked) in zip(ranges, later, strict=True) if found]
    low, price, high, asked = np.array(answered, dtype=np.float64).T
    error = np.abs(price - asked) / asked
    print(
        f"{name:4} n={len(later)} answered={len(answered) / len(later):.1%} MdAPE={np.median(error):.2%} "
        f"MAPE={error.mean():.2%} within10={(error <= 0.1).mean():.1%} within20={(error <= 0.2).mean():.1%} "
        f"coverage={((low <= asked) & (asked <= high)).mean():.1%} width={((high - low) / price).mean():.1%}"
    )


if __name__ == "__main__":
    main()

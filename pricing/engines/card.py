"""The model's card: what it was learnt from, how wrong it is, what it cannot do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pricing.engines.doubts import CLASSIC_MONTHS, IMPLAUSIBLE_KM, OLD_MONTHS
from pricing.engines.training import CALIBRATION

TITLES = {
    "age": "By age in months",
    "price": "Later cars, by price in euros",
    "country": "Later cars, by country",
    "make": "Later cars, by make",
}

CANNOT = f"""\
- It gives asking prices, not what cars are sold for, and nearly all of them are dealers': what a private sale fetches
  is not in the data. Do not read it as a trade-in value.
- It knows nothing of condition, history, accidents, number of owners, service book, options beyond the version's words,
  or warranty.
- It declines cars of unknown make, without year or mileage, over {CLASSIC_MONTHS // 12} years old (collectors' prices
  follow other rules) and over {IMPLAUSIBLE_KM:,} km. It says that it is unsure of cars over {OLD_MONTHS // 12} years
  old, of models it has seen fewer than 20 times and of mileages over 300,000 km.
- The level of prices belongs to the source: another network of dealers may ask several percent more or less. The model
  does not follow the market after its last day: recalibrate it on newer listings, or train it again.
- Days to sell cannot be learnt from this data.
"""


def card(manifest: dict[str, Any]) -> str:
    """``manifest`` is that of a model's file."""
    backtest = manifest["backtest"]
    tables = "\n\n".join(
        f"### {title}\n\n{_table([*(backtest['all'] if key == 'country' else ()), *backtest[key]])}"
        for key, title in TITLES.items()
    )
    return f"""\
# Price model {manifest["version"]}

{manifest["cars"]:,} asking prices of used cars listed from {manifest["from"]} to {manifest["until"]}.
Source: {manifest["source"]}
The file holds trees, weights of words and medians per model; no listing is in it.
{_recalibration(manifest)}
Method: three LightGBM models on the log price, averaged, each with two scores of the name's words by ridges fitted out
of fold; and two small nets that read a level and rates of age and mileage from words and particulars, averaged, with
the weight that held-out cars speak for. An older car or one with more kilometres is never dearer, all else equal. The
range is conformal: four asking prices out of five lie in it.

## Errors

By a model that had not seen these cars: those of the last {CALIBRATION.days} days, and one in three of the cars older
than nearly all of those. Coverage is the share of asking prices inside the range, measured on the half of the cars
that the range was not fitted on; width is the range's, as a share of the price.

{tables}

## What it cannot do

{CANNOT}"""


def _recalibration(manifest: dict[str, Any]) -> str:
    recent = manifest.get("recalibrated")
    if not recent:
        return ""
    return (
        f"\nLevel and ranges were set anew on {recent['cars']:,} asking prices listed from {recent['from']} to "
        f"{recent['until']} ({recent['source']}): coverage {recent['before']:.1%} before, {recent['after']:.1%} after, "
        "each half measured by the other.\n"
    )


def _table(rows: Sequence[dict[str, Any]]) -> str:
    lines = ["| cars | n | median error | within 10 % | coverage | mean width |", "|---|---|---|---|---|---|"]
    for row in rows:
        shares = " | ".join(f"{row[key]:.1%}" for key in ("median_error", "within_10", "coverage", "width"))
        lines.append(f"| {_label(row)} | {row['cars']:,} | {shares} |")
    return "\n".join(lines)


def _label(row: dict[str, Any]) -> str:
    if "label" in row:
        return str(row["label"])
    return f"{row['from']:,} to {row['to']:,}" if row["to"] else f"{row['from']:,} and over"

"""Ads without a language model on real cars: how fast, how true, how different, how well they fit the portals.

    python benchmarks/ads.py [LISTINGS.csv.gz] [--count 500]

The checker below knows nothing of the writer and of the claims' reader: it takes every number of a text and looks for
it in the row of the file, and every closed statement (fuel, gearbox, owners, guarantee, doors, seats) and compares it;
a word of equipment has to stand among the car's options.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import random
import re
import sys
import time
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keroxio.settings")

import django  # noqa: E402

django.setup()

from listings.ads_file import Row, ad_of, rows_of  # noqa: E402
from listings.channels.assisted import AssistedChannel, portals  # noqa: E402
from listings.channels.base import AdFacts  # noqa: E402
from listings.facts import Facts, Seller  # noqa: E402
from listings.portal_texts import fitted_title, plain_signs  # noqa: E402
from listings.writers.base import Length, Style, Tone  # noqa: E402
from listings.writers.templates import TemplateWriter  # noqa: E402

LISTINGS = ROOT.parent / "shared" / "data" / "pricing" / "dev.csv.gz"
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
OPTIONS = ("GPS", "Caméra de recul", "Climatisation automatique", "Jantes alu 17", "Toit ouvrant", "Attelage")
GARAGE = Seller(kind="garage", name="Garage du Lac", siren="732829320", postcode="74000", city="Annecy")
PRIVATE = Seller(kind="private", name="Camille", postcode="72000", city="Le Mans")
FUELS = {"essence": {"petrol", "lpg", "cng", "hybrid"}, "diesel": {"diesel", "hybrid"}, "hybride": {"hybrid"},
         "électrique de": {"electric"}, "GPL": {"lpg"}}  # fmt: skip
LAW = {"217-3", "1641", "3"}
COUNTED = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9}
# Beginnings of words, without accents: what only an option can say.
GEAR = (
    "abs", "airbag", "alarme", "alcantara", "android", "anti-?brouillard", "apple", "attelage", "barres", "bluetooth",
    "camera", "carplay", "clim", "cuir", "esp", "gps", "hayon", "isofix", "jante", "led", "limiteur", "navigation",
    "panoramique", "phare", "pompe", "radar", "regulateur", "retroviseur", "sellerie", "siege", "teinte[es]", "toit",
    "usb", "vitre", "volant", "xenon", "carnet", "facture", "revision", "pneu", "distribution", "cles?",
)  # fmt: skip
GEAR_WORDS = re.compile(rf"\b(?:{'|'.join(GEAR)})\w*")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("listings", nargs="?", type=Path, default=LISTINGS)
    parser.add_argument("--count", type=int, default=500)
    arguments = parser.parse_args()
    chosen = choose(arguments.listings, arguments.count)
    written, seconds = write(chosen)
    faults = [fault for cells, facts, ad, _ in written for fault in untrue(cells, facts, ad)]
    print(
        f"{len(written)} ads: {median(seconds) * 1000:.1f} ms median, {max(seconds) * 1000:.1f} ms worst to write, "
        "of processor time"
    )
    print(f"numbers and closed statements that their row does not say: {len(faults)}")
    print("\n".join(faults[:20]))
    print(
        "marks “to check”, or against a field, that our own reading puts on them: "
        f"{sum(unproven(ad) for *_, ad, _ in written)}"
    )
    openings = [ad["text"].split("\n")[0] for *_, ad, _ in written[:100]]
    print(f"different opening sentences among {len(openings)} cars: {len(set(openings))}")
    print(f"titles and texts beyond a portal's limits: {sum(too_long(facts, style) for _, facts, _, style in written)}")


def choose(listings: Path, count: int) -> list[tuple[dict[str, str], Row]]:
    """French rows, spread over the file, the same each time."""
    with gzip.open(listings, "rt", encoding="utf-8") as file:
        french = {row["listing_id"]: row for row in csv.DictReader(file) if row["country"] == "fr"}
    rows = [row for row in rows_of(listings) if row.listing_id in french and row.facts]
    return [(french[row.listing_id], row) for row in random.Random(7).sample(rows, count)]


def write(chosen: list[tuple[dict[str, str], Row]]) -> tuple[list[Any], list[float]]:
    written, seconds = [], []
    for number, (cells, row) in enumerate(chosen):
        if row.facts is None:
            continue
        facts = replace(
            row.facts,
            options=OPTIONS[: number % 7],
            owners_count=(1, 2, None)[number % 3],
            mileage_guaranteed=number % 4 == 0,
            seller=GARAGE if number % 2 else PRIVATE,
        )
        style = Style(tone=list(Tone)[number % 3], length=list(Length)[number // 3 % 3])
        started = time.process_time()
        TemplateWriter().write(facts, style=style)
        seconds.append(time.process_time() - started)
        written.append((cells, facts, ad_of(replace(row, facts=facts), style=style, today=date(2026, 11, 21)), style))
    return written, seconds


def untrue(cells: dict[str, str], facts: Facts, ad: dict[str, Any]) -> list[str]:
    text = f"{ad['title']}\n{ad['text']}"
    joined = re.sub(r"SIREN[\d\u00a0]+", lambda found: found[0].replace("\u00a0", ""), text.replace("\u202f", ""))
    siren = re.sub(r"\D", "", facts.seller.siren)
    raw = " ".join([*cells.values(), siren, facts.seller.postcode, *facts.options, str(facts.owners_count or "")])
    known = set(re.findall(r"\d+(?:[.,-]\d+)*", raw)) | set(re.findall(r"\d+", raw)) | LAW
    known |= {"1", "2", "3", "4", "5"} if "Crit" in text else set()
    faults = [f"number {said}" for said in re.findall(r"\d+(?:[.,-]\d+)*", joined) if said not in known]
    months = [month for month in MONTHS if re.search(rf"\b{month}\b[\u00a0 ]\d{{4}}", text)]
    month = cells["first_registration_month"]
    faults += [f"month {said}" for said in months if not month or MONTHS[int(float(month)) - 1] != said]
    sentences = re.sub(re.escape(cells["version"]), "", ad["text"]) if cells["version"] else ad["text"]
    for word, fuels in FUELS.items():
        if re.search(rf"(?:moteur|motorisation|énergie\W+) ?{word}", sentences) and cells["fuel"] not in fuels:
            faults.append(f"fuel {word}")
    for word, gearbox in (("boîte manuelle", "manual"), ("boîte automatique", "automatic")):
        if word in ad["text"].lower() and cells["gearbox"] != gearbox:
            faults.append(word)
    if ("première main" in ad["text"].lower()) != (facts.owners_count == 1):
        faults.append("première main")
    if "kilométrage garanti" in ad["text"].lower() and not facts.mileage_guaranteed:
        faults.append("kilométrage garanti")
    faults += [f"{column} {said}" for column, said in miscounted(sentences, cells)]
    allowed = plain(" ".join([*facts.options, cells["version"], facts.condition_notes]))
    said = plain(sentences.split("Véhicule couvert")[0])
    faults += [f"equipment {word}" for word in GEAR_WORDS.findall(said) if word not in allowed]
    return [f"  {cells['listing_id']}: {fault}" for fault in faults]


def miscounted(text: str, cells: dict[str, str]) -> list[tuple[str, str]]:
    wrong = []
    for count, what in re.findall(r"(\w+)[\s\u00a0](portes?|places?)\b", text.lower()):
        column = "doors" if what.startswith("porte") else "seats"
        if f"{count} {what}" in cells["version"].lower():
            continue
        number = COUNTED.get(count, int(count) if count.isdigit() else None)
        if number is not None and (not cells[column] or float(cells[column]) != number):
            wrong.append((column, count))
    return wrong


def plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def unproven(ad: dict[str, Any]) -> int:
    return sum(len(one["phrases"]) for one in ad["problems"] if one["code"] in {"unproven", "contradiction"})


def too_long(facts: Facts, style: Style) -> int:
    draft, wrong = TemplateWriter().write(facts, style=style), 0
    for name, portal in portals().items():
        title = fitted_title(draft.title, portal.title_limit)
        ad = AdFacts(facts=facts, title=title, text=plain_signs(draft.text, name), mentions=draft.mentions)
        ready = AssistedChannel(portal=name).prepare(ad)
        fits = len(ready.title) <= portal.title_limit and len(ready.text) <= portal.text_limit
        wrong += not ((fits and ready.title in title.replace("\u202f", " ").replace("\u00a0", " ").replace("–", "-"))
                      or (fits and ready.title == title))  # fmt: skip
    return wrong


if __name__ == "__main__":
    main()

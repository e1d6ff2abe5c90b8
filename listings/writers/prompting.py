"""What a language model is asked, and what it may know: the facts of the car, nothing of who sells it."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from listings.critair import crit_air
from listings.facts import Facts
from listings.writers import french, phrases
from listings.writers.base import Style
from listings.writers.subject import Subject

PROMPTS = Path(__file__).with_name("prompts.toml")
MOST_OPTIONS = 80


@cache
def prompts() -> dict[str, Any]:
    return tomllib.loads(PROMPTS.read_text(encoding="utf-8"))


def messages_for(facts: Facts, *, style: Style) -> list[dict[str, str]]:
    known = prompts()
    wishes = [
        known["tones"][style.tone],
        known["lengths"][style.length],
        known["languages"][style.language],
        known["emojis"]["yes" if style.emojis else "no"],
        known["portals"].get(style.portal, ""),
    ]
    asked = "\n".join(wish for wish in wishes if wish)
    return [
        {"role": "system", "content": known["system"].strip()},
        {
            "role": "user",
            "content": f"{asked}\n\nFAITS :\n{json.dumps(strict_facts(facts, style), ensure_ascii=False)}",
        },
    ]


def strict_facts(facts: Facts, style: Style) -> dict[str, Any]:
    """Only what is known, in the words that an ad uses, cleaned of markup and invisible characters."""
    subject = Subject(facts, style)
    month, year = facts.first_registration_month, facts.first_registration_year
    known = {
        "marque": subject.make,
        "modèle": subject.model,
        "version": subject.version,
        "première mise en circulation": french.month_and_year(year, month) if year else "",
        "kilométrage": _mileage(facts),
        "énergie": phrases.FUELS.get(facts.fuel, ""),
        "boîte": phrases.GEARBOXES.get(facts.gearbox, ""),
        "puissance DIN (ch)": facts.power_hp,
        "puissance fiscale (CV)": facts.fiscal_power,
        "couleur": phrases.COLORS.get(facts.color, ""),
        "portes": facts.doors,
        "places": facts.seats,
        "carrosserie": phrases.BODIES[facts.body].word if facts.body in phrases.BODIES else "",
        "nombre de propriétaires": facts.owners_count,
        "contrôle technique": french.day(facts.inspection_date) if facts.inspection_date else "",
        "Crit’Air": crit_air(facts),
        "équipements": subject.options[:MOST_OPTIONS],
        "état et entretien (mots du vendeur)": subject.notes,
        "vendeur": "professionnel" if facts.seller.is_garage else "particulier",
    }
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def _mileage(facts: Facts) -> str:
    if facts.mileage_km is None:
        return ""
    return f"{french.kilometres(facts.mileage_km)}, {'garanti' if facts.mileage_guaranteed else 'non garanti'}"

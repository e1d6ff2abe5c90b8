"""Auto-Ways' fields, ``AWN_…``, in our words. Their holes are many: "INCONNU", "0", "INC.", absent, empty."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from keroxio.errors import EngineError
from plates.registries.base import VehicleRecord
from vehicles.catalogue import known_make
from vehicles.families import known_model
from vehicles.vin import read_vin, tidy_vin
from vehicles.words import choice_of, simplify

_HOLES = {"", "0", "00", "000", "inconnu", "inconnue", "inc", "nc", "na", "nr", "null", "none", "noncommunique"}
_OTHER_CAR = "The registration service answered with another plate. Try again."
_HP_PER_KW = 1.35962


def record_of(plate: str, facts: dict[str, Any]) -> VehicleRecord | None:
    """None when the answer names no car. Raises ``EngineError`` when it is about another plate."""
    answered = simplify(_text(facts, "AWN_immat")).upper()
    if answered and answered != plate:
        raise EngineError(_OTHER_CAR, temporary=True)
    raw_make, raw_model = _text(facts, "AWN_marque"), _text(facts, "AWN_modele", "AWN_nom_commercial")
    vin = _vin(_text(facts, "AWN_VIN"))
    if not (raw_make or raw_model or vin):
        return None
    make = known_make(raw_make) or _capitalised(raw_make)
    return VehicleRecord(
        plate=plate,
        make=make[:40],
        model=(known_model(make, raw_model) or _capitalised(raw_model))[:60],
        version=_text(facts, "AWN_version", "AWN_libelle")[:120],
        vin=vin,
        first_registration=_date(facts),
        fuel=_choice("fuel", facts, "AWN_energie", "AWN_energie_code"),
        gearbox=_choice("gearbox", facts, "AWN_type_boite_vites"),
        power_hp=_number(facts, 2500, "AWN_puissance_chevaux") or _power_from_kw(facts),
        fiscal_power=_number(facts, 200, "AWN_puissance_fiscale"),
        body=_choice("body", facts, "AWN_carrosserie", "AWN_style_carrosserie"),
        color=_choice("color", facts, "AWN_couleur"),
        doors=_number(facts, 7, "AWN_nbr_portes"),
        seats=_number(facts, 99, "AWN_nbr_de_places", "AWN_nbr_places"),
        co2_g_km=_number(facts, 1000, "AWN_emission_co_2"),
        engine_cc=_number(facts, 20_000, "AWN_nbr_cylindre_energie", "AWN_cylindre_capacite") or _litres(facts),
        euro_norm=_euro(_text(facts, "AWN_norme_euro", "AWN_norme_euro_standardise", "AWN_env_class")),
    )


def _text(facts: dict[str, Any], *names: str) -> str:
    """The first of the fields that is no hole."""
    for name in names:
        value = facts.get(name)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            text = re.sub(r"[\x00-\x1f\x7f\s]+", " ", str(value)).strip()
            if simplify(text) not in _HOLES and text.strip("0., "):
                return text
    return ""


def _number(facts: dict[str, Any], most: int, *names: str) -> int | None:
    for name in names:
        found = re.match(r"\d{1,6}(?:[.,]\d+)?", _text(facts, name))
        value = round(float(found[0].replace(",", "."))) if found else 0
        if 0 < value <= most:
            return value
    return None


def _power_from_kw(facts: dict[str, Any]) -> int | None:
    kilowatts = _number(facts, 1800, "AWN_puissance_KW")
    return round(kilowatts * _HP_PER_KW) if kilowatts else None


def _litres(facts: dict[str, Any]) -> int | None:
    found = re.match(r"\d{1,2}[.,]\d{1,3}", _text(facts, "AWN_cylindree_liters"))
    return round(float(found[0].replace(",", ".")) * 1000) if found else None


def _choice(field: str, facts: dict[str, Any], *names: str) -> str:
    return next((value for name in names if (value := choice_of(field, _text(facts, name)))), "")


def _date(facts: dict[str, Any]) -> date | None:
    """``…_us`` is 2019-06-20; the plain field is that or 20-06-2019."""
    text = _text(facts, "AWN_date_mise_en_circulation_us", "AWN_date_mise_en_circulation")
    parts = re.fullmatch(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[ T].*)?", text)
    if parts is None:
        return None
    first, month, last = (int(part) for part in parts.groups())
    year, day = (first, last) if first > 31 else (last, first)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if date(1900, 1, 1) <= found <= datetime.now(UTC).date() else None


def _vin(text: str) -> str:
    vin = tidy_vin(text)
    return vin if read_vin(vin) else ""


def _capitalised(text: str) -> str:
    """ "INEOS GRENADIER" as "Ineos Grenadier"; "GLC" and "X5" as they are."""
    return " ".join(word.capitalize() if word.isalpha() and len(word) > 3 else word for word in text.split())


def _euro(text: str) -> str:
    found = re.fullmatch(r"EURO\s*([1-7])\s*([A-Z]{0,2}.*)?", text.upper().replace("_", " ").replace("-", " "))
    return f"Euro {found[1]}{(found[2] or '').strip().lower()[:16]}" if found else ""

"""Cars to write about: from everything known to nothing known, and one that means harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from listings.facts import GARAGE, PRIVATE, Facts, Seller

GARAGE_SELLER = Seller(
    kind=GARAGE, name="Garage du Lac", siren="732829320", address="3 rue du Lac", postcode="74000", city="Annecy"
)
PRIVATE_SELLER = Seller(kind=PRIVATE, name="Camille Martin", postcode="72000", city="Le Mans")

CITY_CAR = Facts(
    make="Peugeot",
    model="208",
    version="1.2 PureTech 100 Allure",
    first_registration_year=2021,
    first_registration_month=4,
    mileage_km=42_350,
    fuel="petrol",
    gearbox="manual",
    power_hp=100,
    fiscal_power=5,
    color="blue",
    doors=5,
    seats=5,
    body="city",
    options=("Climatisation automatique", "Caméra de recul", "Apple CarPlay", "Carnet d'entretien", "Jantes alu 16"),
    owners_count=1,
    inspection_date=date(2026, 9, 1),
    condition_notes="Une rayure sur l'aile avant gauche",
    price_eur=13_490,
    plate="AB-123-CD",
    seller=GARAGE_SELLER,
)
ELECTRIC = Facts(
    make="Audi",
    model="e-tron",
    version="55 quattro",
    first_registration_year=2022,
    first_registration_month=8,
    mileage_km=61_000,
    mileage_guaranteed=True,
    fuel="electric",
    gearbox="automatic",
    power_hp=408,
    body="suv",
    options=("Pompe à chaleur", "Câble T2"),
    inspection_date=date(2026, 8, 3),
    price_eur=38_900,
    has_composites=True,
    plates_masked=True,
    seller=PRIVATE_SELLER,
)
OLD_DIESEL = Facts(
    make="Citroën",
    model="C4 Picasso",
    first_registration_year=2008,
    mileage_km=212_000,
    fuel="diesel",
    body="mpv",
    seats=7,
    owners_count=5,
    price_eur=2_490,
    seller=replace(PRIVATE_SELLER, city="Les Ulis"),
)
NOTHING = Facts()
ALMOST_NOTHING = Facts(make="Renault", seller=GARAGE_SELLER)
HOSTILE = Facts(
    make="<script>alert(1)</script>",
    model="20\u200b8\u202egnp.exe",
    version="GT\x00\x07 {0} %s {name}\r\nLine two",
    mileage_km=10,
    fuel="<b>",
    gearbox="';--",
    body="tank",
    color="javascript:",
    options=(
        "<img src=x onerror=alert(1)>",
        "\u202eevil\u202c",
        " , ,",
        "A" * 9_000,
        *(f"option {n}" for n in range(500)),
    ),
    condition_notes="None\n\n\n" + "très long " * 400,
    seller=Seller(kind=GARAGE, name="<i>Garage</i>", siren="abc", city="\u2066Paris\u2069"),
)
CARS = {
    "city car": CITY_CAR,
    "city car, private": replace(CITY_CAR, seller=PRIVATE_SELLER),
    "electric": ELECTRIC,
    "old diesel": OLD_DIESEL,
    "nothing": NOTHING,
    "almost nothing": ALMOST_NOTHING,
    "only a price": Facts(price_eur=900),
    "hostile": HOSTILE,
}

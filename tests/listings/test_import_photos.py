from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from accounts.models import Dealership
from keroxio.runs import run_models
from plates.engines.base import Plate, PlateReader, Quad
from tests.conftest import SAMPLES, make_dealership, picture
from vehicles.models import Photo, Vehicle

pytestmark = pytest.mark.django_db(transaction=True)
QUAD: Quad = ((200, 200), (300, 200), (300, 222), (200, 222))
PLATES = {"red": ("AB-123-CD", True), "green": ("AB-123-CE", False), "blue": ("EF-456-GH", True), "grey": ("", False)}


class ByColor(PlateReader):
    """Sees the plate that belongs to the colour of the picture."""

    name = "by-colour"

    def read(self, photo: Image.Image) -> Plate | None:
        red, green, blue = photo.getpixel((5, 5))[:3]  # type: ignore[index]
        color = "grey" if max(red, green, blue) < 140 and red == green else "red" if red > 90 else "blue"
        color = "green" if green > 90 and red < 60 else color
        text, confident = PLATES[color]
        return Plate(text, "FR", QUAD, 0.99 if confident else 0.5, confident, ()) if text else None


@pytest.fixture
def garage(settings: Any) -> Dealership:
    settings.ENGINES = {**settings.ENGINES, "plates": {"ENGINE": "tests.listings.test_import_photos.ByColor"}}
    return make_dealership("Garage du Lac", kind="garage", siren="732829320")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder: Path, *names: str) -> None:
    """Photos named by their colour; a number makes them differ."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        color = {"red": (250, 0, 0), "blue": (0, 0, 250), "green": (0, 250, 0), "grey": (99, 99, 99)}[name]
        width = 400 + 10 * sum(map(ord, folder.name)) % 1000 + number
        Image.new("RGB", (width, 300), color).save(folder / f"{name}{number}.jpg")


def import_photos(folder: Path, **options: Any) -> None:
    call_command("import_photos", str(folder), dealership="garage-du-lac", **options)


def state() -> list[Any]:
    rows: list[Any] = [sorted(Vehicle.objects.values_list("pk", "plate", "make", "price_eur"))]
    rows.append(sorted(Photo.objects.values_list("pk", "vehicle", "position", "kind", "shown")))
    return rows + [sorted(model.objects.values_list("pk", "status", "attempts")) for model in run_models()]


def test_photos_go_to_the_car_whose_plate_they_show(garage: Dealership, inbox: Path, capfd: Any) -> None:
    put(inbox, "red", "red", "blue", "grey")
    import_photos(inbox)
    assert {vehicle.plate: vehicle.photos.count() for vehicle in Vehicle.objects.all()} == {
        "AB-123-CD": 2,
        "EF-456-GH": 1,
    }
    said = capfd.readouterr()
    assert said.out == ""
    assert "1 photos fit no car" in said.err
    assert "grey3.jpg" in said.err


def test_all_photos_of_a_sub_folder_show_its_car(garage: Dealership, inbox: Path) -> None:
    put(inbox / "voiture 1", "grey", "blue", "grey")
    put(inbox / "ZZ-987-YY", "grey")
    put(inbox / "sans plaque", "grey", "grey")
    import_photos(inbox)
    counts = sorted((vehicle.plate, vehicle.photos.count()) for vehicle in Vehicle.objects.all())
    assert counts == [("", 2), ("EF-456-GH", 3), ("ZZ-987-YY", 1)]


def test_twice_changes_nothing(garage: Dealership, inbox: Path) -> None:
    put(inbox / "sans plaque", "grey", "grey")
    put(inbox, "red", "blue")
    stock = inbox / "stock.csv"
    stock.write_text("plaque;marque;modèle;mec;km\nAB-123-CD;Peugeot;208;05/2021;42000\n")
    import_photos(inbox, stock=stock, out=inbox / "out")
    before = state()
    first = {path: path.read_bytes() for path in (inbox / "out").rglob("*") if path.is_file()}
    import_photos(inbox, stock=stock, out=inbox / "out")
    assert state() == before
    assert {path: path.read_bytes() for path in (inbox / "out").rglob("*") if path.is_file()} == first


def test_an_unsure_reading_is_taken_when_the_stock_nearly_knows_it(garage: Dealership, inbox: Path) -> None:
    put(inbox, "green")
    stock = inbox / "stock.csv"
    stock.write_text("plaque;marque\nAB-123-CD;Peugeot\n")
    import_photos(inbox, stock=stock)
    assert Vehicle.objects.get().photos.count() == 1


def test_an_unsure_reading_alone_makes_no_car(garage: Dealership, inbox: Path, capfd: Any) -> None:
    put(inbox, "green")
    import_photos(inbox)
    assert not Vehicle.objects.exists()
    assert "green0.jpg" in capfd.readouterr().err


def test_every_step_runs_and_the_result_is_written(garage: Dealership, inbox: Path) -> None:
    put(inbox, "red")
    shutil.copy(SAMPLES / "blue_front.jpg", inbox / "AA.jpg")
    stock = inbox / "stock.csv"
    stock.write_text("plaque;marque;modèle;mec;km;énergie\nAB-123-CD;Peugeot;208;05/2021;42000;essence\n")
    out = inbox / "out"
    import_photos(inbox, stock=stock, out=out, background="showroom")
    folder = out / "AB-123-CD"
    said = json.loads((folder / "ad.json").read_text())
    assert (said["plate"], said["make"], said["mileage_km"], said["first_registration"]) == (
        "AB-123-CD",
        "Peugeot",
        42_000,
        "2021-05",
    )
    assert said["price"]["low"] <= said["price"]["recommended"] <= said["price"]["high"]
    assert said["title"]
    assert said["text"] in (folder / "ad.txt").read_text()
    assert isinstance(said["missing"], list)
    assert said["photos"] == [path.name for path in sorted(folder.glob("*.jpg"))]
    assert said["photos"]
    assert Vehicle.objects.get(plate="AB-123-CD").price_eur == said["price"]["recommended"]


def test_what_the_seller_has_entered_is_kept(garage: Dealership, inbox: Path) -> None:
    Vehicle.objects.create(dealership=garage, plate="AB-123-CD", make="Citroën", price_eur=9_900)
    put(inbox, "red")
    stock = inbox / "stock.csv"
    stock.write_text("plaque;marque;prix;couleur\nAB-123-CD;Peugeot;12000;rouge\n")
    import_photos(inbox, stock=stock)
    vehicle = Vehicle.objects.get()
    assert (vehicle.make, vehicle.price_eur, vehicle.color) == ("Citroën", 9_900, "red")
    assert vehicle.sources["color"] == "stock"


def test_a_damaged_photo_is_listed_and_the_rest_goes_on(garage: Dealership, inbox: Path, capfd: Any) -> None:
    put(inbox, "red")
    (inbox / "broken.jpg").write_bytes(picture()[:300])
    (inbox / "empty.png").touch()
    import_photos(inbox)
    assert Photo.objects.count() == 1
    said = capfd.readouterr().err
    assert "broken.jpg" in said
    assert "empty.png" in said


def test_it_says_what_is_wrong_with_its_arguments(garage: Dealership, inbox: Path) -> None:
    with pytest.raises(CommandError, match="no dealership"):
        call_command("import_photos", str(inbox), dealership="nobody")
    with pytest.raises(CommandError, match="no folder"):
        import_photos(inbox / "none")
    with pytest.raises(CommandError, match="stock"):
        import_photos(inbox, stock=inbox / "stock.csv")
    with pytest.raises(CommandError, match="no background 'moon'"):
        import_photos(inbox, background="moon")


def test_cars_may_stand_before_a_plain_colour(garage: Dealership, inbox: Path) -> None:
    put(inbox, "red")
    import_photos(inbox, background="#1D4ED8")
    assert Vehicle.objects.get().background == "colour-1d4ed8"


def test_another_dealerships_car_is_not_touched(garage: Dealership, inbox: Path) -> None:
    other = make_dealership("Ailleurs", kind="private")
    theirs = Vehicle.objects.create(dealership=other, plate="AB-123-CD")
    put(inbox, "red")
    import_photos(inbox)
    assert not theirs.photos.exists()
    assert Vehicle.objects.owned_by(garage).get().photos.count() == 1

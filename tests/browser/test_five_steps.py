"""A new garage goes from photos to a published ad, as a person does, on a phone and on a desk."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page, Response, expect

from listings.models import Publication
from tests.browser.conftest import PATIENCE_MS
from tests.conftest import SAMPLES
from vehicles.models import Vehicle

pytestmark = pytest.mark.usefixtures("real_engines", "worker")
VIEWS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
SHARED_PHOTOS = Path(settings.BASE_DIR).parent / "shared" / "data" / "plates"


class Seller:
    """What a person does on the pages, and what they would notice going wrong."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on(
            "response", lambda got: self.complaints.append(f"{got.status} {got.url}") if got.status >= 400 else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def note_failure(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def go_to(self, step: str) -> None:
        link = self.page.locator(f"nav a[href$='/{step}/'], .steps a[href$='/{step}/']").first
        self.open(str(link.get_attribute("href")))
        self.step_is(step)

    def step_is(self, key: str) -> None:
        self.page.wait_for_url(f"**/cars/*/{key}/")
        width = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{key} is {width} px wider than the screen"
        assert self.complaints == []


@pytest.fixture
def seller(page: Page, live_server: Any) -> Seller:
    return Seller(page, live_server.url)


def sign_up(seller: Seller) -> None:
    seller.open("/account/signup/")
    page = seller.page
    page.get_by_label("Garage", exact=True).check()
    page.locator("[name=name]").fill("Garage du Lac")
    page.locator("[name=registration]").fill("732 829 320 00074")
    page.locator("[name=email]").fill("eve@example.com")
    page.locator("[name=password1]").fill("correct horse battery")
    page.locator("[name=password1]").press("Enter")
    page.wait_for_url("**/stock/")


def drop(seller: Seller, photos: list[Path]) -> None:
    seller.open("/cars/new/")
    seller.page.locator("input[type=file][multiple]").set_input_files(photos)
    seller.page.wait_for_url("**/cars/*/plate/")


@pytest.mark.parametrize("view", VIEWS)
def test_from_photos_to_a_published_ad(seller: Seller, view: str) -> None:
    page = seller.page
    page.set_viewport_size(VIEWS[view])  # type: ignore[arg-type]
    sign_up(seller)
    drop(seller, [SAMPLES / f"blue_{name}.jpg" for name in ("front_left", "side_left", "rear")])
    expect(page.locator("[name=plate]")).to_have_value("WW-123-KX")
    fill_in_particulars(seller)
    seller.step_is("photos")
    arrange_photos(seller)
    seller.go_to("price")
    set_price(seller)
    seller.go_to("ad")
    check_ad(seller)
    seller.go_to("publication")
    publish(seller)
    assert seller.complaints == []


def fill_in_particulars(seller: Seller) -> None:
    page = seller.page
    for name, value in {
        "make": "Peugeot",
        "model": "308",
        "version": "1.2 PureTech 130 Allure",
        "first_registration_year": "2021",
        "mileage_km": "48200",
        "power_hp": "130",
        "doors": "5",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    for name, value in {
        "first_registration_month": "5",
        "fuel": "petrol",
        "gearbox": "manual",
        "body": "sedan",
    }.items():
        page.locator(f"[name={name}]").select_option(value)
    page.locator("[name=inspection_date]").fill("2026-10-01")
    seller.step_is("plate")
    page.get_by_role("button", name="Enregistrer et continuer").last.click()


def arrange_photos(seller: Seller) -> None:
    page = seller.page
    expect(page.locator(".photo")).to_have_count(3)
    expect(page.locator("[data-compare]")).to_have_count(3)
    with page.expect_response("**/background/"):
        page.locator("input[name=background][value=loft]").check(force=True)
    expect(page.locator(".photos-progress progress")).to_be_visible()
    expect(page.locator(".photos-progress progress")).to_be_hidden()
    slider = page.locator("input[type=range]").first
    slider.focus()
    slider.press("End")
    expect(slider).to_have_value("100")
    last = page.locator(".photo").last
    identity = last.get_attribute("id")
    last.locator("summary").click()
    last.locator("[value=first]").click()
    expect(page.locator(".photo").first).to_have_attribute("id", str(identity))
    page.locator(".photo").last.locator("summary").click()
    page.locator(".photo").last.locator(".photo__remove button").click()
    expect(page.locator(".photo")).to_have_count(2)
    page.locator("#toasts form button").last.click()
    expect(page.locator(".photo")).to_have_count(3)
    vehicle = Vehicle.objects.get()
    assert vehicle.background == "loft"


def set_price(seller: Seller) -> None:
    page = seller.page
    price = page.locator("#id_price_eur")
    price.fill("14 900")
    page.locator("form:has(#id_price_eur) .button--primary").click()
    expect(page.locator("#toasts .toast--success")).to_be_visible()
    assert Vehicle.objects.get().price_eur == 14_900


def check_ad(seller: Seller) -> None:
    page = seller.page
    text = page.locator("[name=text]")
    expect(text).to_have_value(re.compile("308"))
    text.fill(text.input_value() + "\nVisible le samedi.")
    text.blur()
    expect(page.locator("#ad-saved")).to_contain_text("Enregistré")


def publish(seller: Seller, *, photos: int = 3, least_side: int = 600) -> None:
    page = seller.page
    for channel in ("leboncoin", "lacentrale", "paruvendu"):
        expect(page.locator(f"#{channel}")).to_be_visible()
    with page.expect_download() as downloaded:
        page.locator("a[href$='photos.zip']").first.evaluate("link => link.click()")
    with zipfile.ZipFile(downloaded.value.path()) as archive:
        assert [name[:2] for name in archive.namelist()] == [f"{number:02d}" for number in range(1, photos + 1)]
        for name in archive.namelist():
            with Image.open(io.BytesIO(archive.read(name))) as picture:
                assert min(picture.size) >= least_side
    portal = page.locator("#leboncoin")
    portal.locator("input[type=url]").fill("https://www.leboncoin.fr/ad/voitures/1234567890")
    portal.locator("form:has(input[type=url])").evaluate("form => form.requestSubmit()")
    expect(portal.locator(".badge--success")).to_be_visible()
    publication = Publication.objects.get()
    assert (publication.channel, publication.status) == ("leboncoin", "published")
    seller.open("/stock/")
    expect(page.locator("main")).to_contain_text("Publiée")


@pytest.mark.skipif(not SHARED_PHOTOS.is_dir(), reason="needs the labelled photos beside the project (shared/data)")
@pytest.mark.parametrize("view", VIEWS)
def test_from_a_real_photo_to_a_published_ad(seller: Seller, view: str) -> None:
    page = seller.page
    page.set_viewport_size(VIEWS[view])  # type: ignore[arg-type]
    sign_up(seller)
    drop(seller, [SHARED_PHOTOS / "qanastek__CV-194-VA.jpg"])
    expect(page.locator("[name=plate]")).to_have_value("CV-194-VA")
    fill_in_particulars(seller)
    seller.step_is("photos")
    expect(page.locator(".photo img").first).to_be_visible()
    expect(page.locator(".photo__working")).to_have_count(0)
    seller.go_to("price")
    set_price(seller)
    seller.go_to("ad")
    check_ad(seller)
    seller.go_to("publication")
    publish(seller, photos=1, least_side=200)
    assert seller.complaints == []


def test_what_is_refused_says_why_and_the_rest_goes_on(seller: Seller, tmp_path: Path) -> None:
    sign_up(seller)
    wrong = tmp_path / "facture.jpg"
    wrong.write_text(json.dumps({"no": "photo"}))
    drop(seller, [wrong, SAMPLES / "red_front_left.jpg"])
    expect(seller.page.locator(".upload--refused")).to_contain_text("facture.jpg")
    expect(seller.page.locator(".upload--done")).to_have_count(1)


def test_it_works_without_javascript(browser: Any, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    seller = Seller(context.new_page(), live_server.url)
    sign_up(seller)
    page = seller.page
    seller.open("/cars/new/")
    page.locator("input[type=file][multiple]").set_input_files([SAMPLES / "silver_front_right.jpg"])
    page.get_by_role("button", name="Envoyer les photos").click()
    page.wait_for_url("**/cars/*/plate/")
    page.locator("[name=make]").fill("Volkswagen")
    page.locator("[name=mileage_km]").fill("39400")
    page.get_by_role("button", name="Enregistrer et continuer").last.click()
    page.wait_for_url("**/cars/*/photos/")
    assert Vehicle.objects.get().make == "Volkswagen"
    context.close()

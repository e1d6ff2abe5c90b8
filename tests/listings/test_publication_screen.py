"""Step five: what is prepared for the portals, and where the car is published."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from keroxio.runs import Run
from listings.models import Ad, Publication
from listings.publishing import is_on_portal
from plates.reading import request_readings
from tests.conftest import picture, upload
from vehicles.intake import add_photo
from vehicles.models import Photo, Vehicle

URL = "https://www.leboncoin.fr/ad/voitures/2901234567"


def page(client: Client, vehicle: Vehicle) -> str:
    response = client.get(reverse("wizard_publication", args=[vehicle.pk]))
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def publish(client: Client, vehicle: Vehicle, url: str = URL, channel: str = "leboncoin") -> Any:
    return client.post(reverse("publication_mark", args=[vehicle.pk, channel]), {f"{channel}-url": url}, follow=True)


def test_it_prepares_the_ad_for_each_portal(client: Client, ad: Ad) -> None:
    assert "Prête à coller" in page(client, ad.vehicle)
    text = page(client, ad.vehicle)
    for label in ("Leboncoin", "La Centrale", "ParuVendu"):
        assert label in text
    assert "Date de première mise en circulation" in text
    assert "05/2021" in text
    assert 'href="https://www.leboncoin.fr/deposer-une-annonce" target="_blank" rel="noopener noreferrer"' in text
    assert 'data-copy="leboncoin-text"' in text


def test_it_gives_the_photos_in_the_portal_s_size_and_number(client: Client, ad: Ad, photo: Photo) -> None:
    for number in range(11):
        add_photo(ad.vehicle, upload(picture(1400 + number, 900)))
    response = client.get(reverse("publication_photos", args=[ad.vehicle_id, "paruvendu"]))
    assert 'filename="ab-123-cd-paruvendu.zip"' in response["Content-Disposition"]
    with ZipFile(io.BytesIO(b"".join(response))) as bundle:
        names = bundle.namelist()
        sizes = [Image.open(io.BytesIO(bundle.read(name))).size for name in names]
    assert names == [f"{number:02d}-photo.jpg" for number in range(1, 11)]
    assert max(max(size) for size in sizes) == 1280
    assert page(client, ad.vehicle).count("photos.zip") == 3


def test_it_keeps_the_mark_of_an_edited_photo(
    client: Client, ad: Ad, photo: Photo, work: Callable[[], list[Run]], settings: Any
) -> None:
    settings.STUDIO_WIDTH = 2560
    request_readings([photo])
    work()
    response = client.get(reverse("publication_photos", args=[ad.vehicle_id, "leboncoin"]))
    with ZipFile(io.BytesIO(b"".join(response))) as bundle:
        content = bundle.read("01-exterior.jpg")
    assert max(Image.open(io.BytesIO(content)).size) == 1600
    assert b"DigitalSourceType" in content


def test_it_gives_no_photos_for_an_unknown_portal_or_without_an_ad(client: Client, stranger: Client, ad: Ad) -> None:
    assert client.get(reverse("publication_photos", args=[ad.vehicle_id, "ebay"])).status_code == 404
    assert stranger.get(reverse("publication_photos", args=[ad.vehicle_id, "leboncoin"])).status_code == 404
    Ad.objects.all().delete()
    assert client.get(reverse("publication_photos", args=[ad.vehicle_id, "leboncoin"])).status_code == 404


def test_it_asks_for_the_ad_first(client: Client, vehicle: Vehicle) -> None:
    text = page(client, vehicle)
    assert reverse("wizard_ad", args=[vehicle.pk]) in text
    assert "leboncoin.fr" not in text


def test_it_records_a_publication(client: Client, ad: Ad) -> None:
    publish(client, ad.vehicle)
    publication = Publication.objects.get()
    assert (publication.channel, publication.status, publication.url) == ("leboncoin", "published", URL)
    assert publication.published_at
    assert publication.price_eur == 13_490
    assert publication.dealership == ad.dealership
    assert URL in page(client, ad.vehicle)


def test_it_records_it_once(client: Client, ad: Ad) -> None:
    publish(client, ad.vehicle, url="")
    publish(client, ad.vehicle)
    assert [publication.url for publication in Publication.objects.all()] == [URL]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://www.leboncoin.fr/x", "pas une adresse", "https://" + "a" * 600]
)
def test_it_refuses_a_bad_address_and_keeps_it_in_the_field(client: Client, ad: Ad, url: str) -> None:
    response = publish(client, ad.vehicle, url=url)
    assert response.status_code == 422
    assert html.escape(url) in response.content.decode()
    assert not Publication.objects.exists()


def test_it_warns_of_an_address_elsewhere(client: Client, ad: Ad) -> None:
    response = publish(client, ad.vehicle, url="https://leboncoin.fr.example.com/1")
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, True),
        ("https://leboncoin.fr/1", True),
        ("https://LEBONCOIN.fr/1", True),
        ("https://notleboncoin.fr/1", False),
        ("https://example.com/?leboncoin.fr", False),
        ("https://leboncoin.fr@example.com/", False),
    ],
)
def test_it_knows_a_portal_s_address(url: str, expected: bool) -> None:
    assert is_on_portal(url, ("leboncoin.fr",)) is expected


def test_it_does_not_publish_while_a_required_mention_is_missing(client: Client, ad: Ad) -> None:
    ad.vehicle.first_registration_month = None
    ad.vehicle.save()
    assert "publication_mark" not in page(client, ad.vehicle)
    assert "#id_first_registration_month" in page(client, ad.vehicle)
    assert "Prête à coller" not in page(client, ad.vehicle)
    response = publish(client, ad.vehicle)
    assert response.status_code == 409
    assert not Publication.objects.exists()


def test_it_does_not_publish_a_text_stripped_of_its_mentions(client: Client, ad: Ad) -> None:
    ad.edit(title=ad.title, text="Belle voiture.", revision=0)
    assert publish(client, ad.vehicle).status_code == 409


def test_it_does_not_publish_without_an_ad(client: Client, priced: Vehicle) -> None:
    assert publish(client, priced).status_code == 409
    assert not Publication.objects.exists()


def test_it_withdraws_and_publishes_again(client: Client, ad: Ad) -> None:
    publish(client, ad.vehicle)
    publication = Publication.objects.get()
    for _ in range(2):
        client.post(reverse("publication_withdraw", args=[publication.pk]))
    publication.refresh_from_db()
    withdrawn_at = publication.withdrawn_at
    assert publication.status == "withdrawn"
    assert withdrawn_at
    publish(client, ad.vehicle)
    publication.refresh_from_db()
    assert publication.status == "published"
    assert publication.withdrawn_at is None


def test_it_says_when_the_portal_is_out_of_date(client: Client, ad: Ad) -> None:
    publish(client, ad.vehicle)
    response = client.get(reverse("wizard_publication", args=[ad.vehicle_id]))
    assert not any(outlet.has_changed for outlet, _form in response.context["outlets"])
    ad.vehicle.price_eur = 12_900
    ad.vehicle.save()
    response = client.get(reverse("wizard_publication", args=[ad.vehicle_id]))
    assert [outlet.channel for outlet, _form in response.context["outlets"] if outlet.has_changed] == ["leboncoin"]


def test_it_lists_what_to_withdraw_once_sold(client: Client, ad: Ad) -> None:
    publish(client, ad.vehicle)
    client.post(reverse("vehicle_sell", args=[ad.vehicle_id]))
    ad.vehicle.refresh_from_db()
    sold_at = ad.vehicle.sold_at
    assert sold_at
    response = client.get(reverse("wizard_publication", args=[ad.vehicle_id]))
    assert [outlet.channel for outlet in response.context["to_withdraw"]] == ["leboncoin"]
    client.post(reverse("vehicle_sell", args=[ad.vehicle_id]))
    ad.vehicle.refresh_from_db()
    assert ad.vehicle.sold_at == sold_at
    client.post(reverse("vehicle_unsell", args=[ad.vehicle_id]))
    ad.vehicle.refresh_from_db()
    assert ad.vehicle.sold_at is None


def test_it_is_not_there_for_strangers(stranger: Client, ad: Ad) -> None:
    publication = Publication.objects.create(
        dealership=ad.dealership, vehicle=ad.vehicle, channel="leboncoin", status="published"
    )
    assert stranger.get(reverse("wizard_publication", args=[ad.vehicle_id])).status_code == 404
    assert publish(stranger, ad.vehicle).status_code == 404
    assert stranger.post(reverse("publication_withdraw", args=[publication.pk])).status_code == 404
    assert stranger.post(reverse("vehicle_sell", args=[ad.vehicle_id])).status_code == 404
    publication.refresh_from_db()
    assert publication.is_online


def test_it_lets_a_viewer_look_only(viewer: Client, ad: Ad) -> None:
    assert "/publications/" not in page(viewer, ad.vehicle)
    assert publish(viewer, ad.vehicle).status_code == 403
    assert viewer.post(reverse("vehicle_sell", args=[ad.vehicle_id])).status_code == 403


def test_it_knows_no_other_portal_and_no_other_method(client: Client, ad: Ad) -> None:
    assert publish(client, ad.vehicle, channel="ebay").status_code == 404
    assert client.get(reverse("publication_mark", args=[ad.vehicle_id, "leboncoin"])).status_code == 405
    assert client.post(reverse("wizard_publication", args=[ad.vehicle_id])).status_code == 405
    assert client.get(reverse("vehicle_sell", args=[ad.vehicle_id])).status_code == 405

"""``/pricing`` as an integrator calls it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from pricing.models import Valuation
from tests.keroxio.test_api import send, sign_in
from tests.pricing.market import bring, car, table
from tests.pricing.test_price_step import reference
from vehicles.models import Vehicle

CAR: dict[str, Any] = {
    "make": "Peugeot",
    "model": "208",
    "version": "1.2 PureTech 100 Allure",
    "first_registration_year": 2021,
    "first_registration_month": 5,
    "mileage_km": 42_000,
    "fuel": "petrol",
    "gearbox": "manual",
    "power_hp": 100,
}


@pytest.fixture
def api(bob: User) -> Client:
    token = sign_in().json()["access_token"]
    return Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})


@pytest.fixture
def real(settings: Any) -> None:
    settings.ENGINES = settings.ENGINES | {"pricing": reference(settings.BASE_DIR / "pricing" / "reference")}


def test_one_car_is_estimated_stored_and_read_again(api: Client, real: None) -> None:
    answer = send(api, "post", "pricing/estimate", **CAR)
    assert answer.status_code == 201
    said = answer.json()
    assert said["low"] < said["recommended"] < said["high"]
    assert sum(reason["euros"] for reason in said["reasons"]) == said["recommended"]
    assert said["car"]["department"] == 74
    assert Valuation.objects.get().vehicle is None
    again = send(api, "get", f"pricing/estimate/{said['id']}").json()
    assert again == said


def test_comparables_come_with_it(api: Client) -> None:
    bring(table([car(listed_on=timezone.localdate().isoformat())]), seen_on=timezone.localdate())
    (near,) = send(api, "post", "pricing/estimate", **CAR).json()["comparables"]
    assert (near["price"], near["mileage_km"], near["source"]) == (14_500, 42_000, "test")
    assert near["distance"] < 1


def test_many_cars_are_answered_in_their_order(api: Client) -> None:
    cars = [CAR | {"mileage_km": km} for km in (10_000, 90_000, 50_000)]
    estimates = send(api, "post", "pricing/estimate", cars=cars).json()["estimates"]
    assert [one["car"]["mileage_km"] for one in estimates] == [10_000, 90_000, 50_000]
    assert estimates[0]["recommended"] > estimates[2]["recommended"] > estimates[1]["recommended"]


def test_a_hundred_cars_take_hardly_more_queries_than_three(api: Client, real: None) -> None:
    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = send(api, "post", "pricing/estimate", cars=[CAR | {"mileage_km": 900 * at} for at in range(count)])
        assert len(answer.json()["estimates"]) == count
        return len(asked)

    # Stored in batches as large as the database takes.
    assert queries(100) <= queries(3) + 5
    assert Valuation.objects.filter(status=Valuation.Status.DONE, recommended__gt=0).count() == 103


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"cars": []},
        {"cars": [CAR] * 101},
        {"cars": "many"},
        {"cars": [CAR, {"make": "Renault"}]},
        CAR | {"mileage_km": -1},
        CAR | {"mileage_km": "far"},
        CAR | {"power_hp": 99_999},
        CAR | {"fuel": "coal"},
        CAR | {"first_registration_month": 13},
    ],
)
def test_nonsense_is_a_problem_document_and_nothing_is_stored(api: Client, body: dict[str, Any]) -> None:
    answer = send(api, "post", "pricing/estimate", **body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]
    assert not Valuation.objects.exists()


def test_what_is_wrong_in_a_list_is_said_in_words(api: Client) -> None:
    for cars in ([], [CAR] * 101, "a car", [CAR, {"make": "Peugeot"}], [3]):
        said = send(api, "post", "pricing/estimate", cars=cars).json()
        assert said["errors"]["cars"]
        assert said["detail"]
        assert "ErrorDetail" not in said["detail"]


@pytest.mark.parametrize("body", ["", "{", "[]", "3", "null"])
def test_what_is_no_object_is_refused(api: Client, body: str) -> None:
    answer = api.post("/api/v2/pricing/estimate", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"mileage_km": None}, "no_mileage"),
        ({"mileage_km": 2_000_000}, "implausible_mileage"),
        ({"first_registration_year": None}, "no_year"),
        ({"first_registration_year": 1965}, "collectors_car"),
        ({"first_registration_year": 2031}, "far_future"),
        ({"make": "Renaud", "model": "Clio"}, "unknown_make"),
    ],
)
def test_without_a_price_it_says_why(api: Client, real: None, facts: dict[str, Any], code: str) -> None:
    said = send(api, "post", "pricing/estimate", **(CAR | facts)).json()
    assert said["recommended"] is None
    assert said["doubts"][0]["code"] == code
    assert said["doubts"][0]["text"]
    assert said["comparables"] == []


def test_misspelt_names_get_corrections(api: Client, real: None) -> None:
    def corrections(**facts: Any) -> Any:
        return send(api, "post", "pricing/estimate", **(CAR | facts)).json()["corrections"]

    assert corrections(make="Renaud", model="Clio") == {"make": ["Renault"]}
    assert "Golf" in corrections(make="Volkswagen", model="Gollf")["model"]
    assert corrections() == {}
    assert corrections(make="Zzyzx") == {"make": []}


def test_power_zero_is_not_known(api: Client, real: None) -> None:
    said = send(api, "post", "pricing/estimate", **(CAR | {"power_hp": 0})).json()
    assert said["recommended"]
    assert "no_power" in [doubt["code"] for doubt in said["doubts"]]


def test_the_curve_falls_with_kilometres_and_months_and_stores_nothing(api: Client, real: None) -> None:
    said = api.get("/api/v2/pricing/curve", CAR).json()
    for points in (said["by_mileage"], said["by_age"]):
        assert [at for at, _ in points] == sorted(at for at, _ in points)
        assert [euros for _, euros in points] == sorted((euros for _, euros in points), reverse=True)
    assert said["model_version"]
    assert not Valuation.objects.exists()
    assert api.get("/api/v2/pricing/curve", {"make": "Renault"}).status_code == 400


def test_a_lost_model_is_answered_with_503(api: Client, settings: Any, tmp_path: Any) -> None:
    settings.ENGINES = settings.ENGINES | {"pricing": reference(tmp_path)}
    for answer in (send(api, "post", "pricing/estimate", **CAR), api.get("/api/v2/pricing/curve", CAR)):
        assert answer.status_code == 503
        assert answer["Content-Type"] == "application/problem+json"
    assert not Valuation.objects.exists()


def test_estimates_are_the_dealerships_own(api: Client, charlie: User, viewer: Client, vehicle: Vehicle) -> None:
    made = send(api, "post", "pricing/estimate", **CAR).json()["id"]
    theirs = Client(headers={"authorization": f"Bearer {sign_in('charlie@example.com').json()['access_token']}"})
    assert send(theirs, "get", f"pricing/estimate/{made}").status_code == 404
    assert send(Client(), "post", "pricing/estimate", **CAR).status_code in {401, 403}
    assert send(viewer, "post", "pricing/estimate", **CAR).status_code == 403
    assert send(viewer, "get", f"pricing/estimate/{made}").status_code == 200
    assert send(api, "get", "pricing/estimate/999999999999").status_code == 404

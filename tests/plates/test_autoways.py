"""The Auto-Ways adapter against a server on this machine that speaks its protocol."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from keroxio.engine_messages import KNOWN
from keroxio.errors import EngineError
from plates.registries.autoways import AutoWaysRegistry
from plates.registries.awn import record_of
from tests.plates import local_servers
from tests.plates.local_servers import KEY, MEGANE, Reply, Service, fixed, json_reply, slow


@pytest.fixture
def service() -> Iterator[Service]:
    with local_servers.served(local_servers.auto_ways) as running:
        yield running


def registry(service: Service, *, key: str = KEY, url: str = "", timeout: float = 2.0) -> AutoWaysRegistry:
    return AutoWaysRegistry(key=key, url=url or service.url, timeout=timeout)


def test_it_finds_a_car_in_our_words(service: Service) -> None:
    record = registry(service).look_up("AA123BC", "FR")
    assert record is not None
    assert (record.make, record.model, record.version) == ("Renault", "Mégane", "1.9 DCI")
    assert record.first_registration == date(2009, 4, 18)
    assert (record.fuel, record.gearbox, record.body, record.color) == ("diesel", "manual", "coupe", "black")
    assert (record.power_hp, record.fiscal_power, record.doors, record.seats) == (131, 7, 3, 5)
    assert (record.co2_g_km, record.engine_cc, record.euro_norm) == (134, 1870, "Euro 4")
    (asked,) = service.asked
    assert (asked.method, asked.query) == ("GET", {"plaque": "AA123BC", "token": KEY})


def test_through_rapidapi_the_key_goes_in_a_header(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: dict[str, Any] = {}

    def ask(method: str, url: str, **request: Any) -> Any:
        sent.update(request, url=url)
        raise EngineError("stop")

    monkeypatch.setattr("plates.registries.autoways.ask", ask)
    with pytest.raises(EngineError, match="stop"):
        AutoWaysRegistry(key=KEY, url="https://api-de-plaque.p.rapidapi.com/").look_up("AA123BC", "FR")
    assert sent["headers"]["X-RapidAPI-Key"] == KEY
    assert sent["headers"]["X-RapidAPI-Host"] == "api-de-plaque.p.rapidapi.com"
    assert sent["params"] == {"plaque": "AA123BC"}, "the key is not in the address"


def test_an_unknown_plate_is_no_error(service: Service) -> None:
    assert registry(service).look_up("ZZ999ZZ", "FR") is None


def test_a_plate_it_takes_for_none_is_not_found(service: Service) -> None:
    assert registry(service).look_up("A1", "FR") is None


@pytest.mark.parametrize("data", [{}, [], {"AWN_marque": "INCONNU", "AWN_modele": "", "AWN_VIN": "0"}])
def test_an_answer_without_a_car_is_not_found(service: Service, data: Any) -> None:
    service.trouble = fixed(json_reply(200, {"error": False, "data": data}))
    assert registry(service).look_up("AA123BC", "FR") is None


def test_a_foreign_plate_is_not_asked_for(service: Service) -> None:
    with pytest.raises(EngineError, match="Only French plates"):
        registry(service).look_up("1ABC234", "BE")
    assert service.asked == []


HTML = (200, {"Content-Type": "text/html"}, b"<html><h1>Maintenance</h1></html>")
HALF = (200, {"Content-Type": "application/json"}, json.dumps({"error": False, "data": MEGANE}).encode()[:-200])
HUGE: Reply = (200, {}, b'{"data": "' + b"x" * 5 * 1024**2 + b'"}')
BOMB = (200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"data": "' + b"x" * 20 * 1024**2 + b'"}'))
DEEP: Reply = (200, {}, b"[" * 100_000)
CUT = (200, {"Content-Length": "5000"}, b'{"error": false')
TROUBLES: list[tuple[Reply, str, bool]] = [
    (json_reply(401, {"error": True, "message": "Invalid token"}), "refuses our key", False),
    (json_reply(403, {"message": "You are not subscribed to this API."}), "refuses our key", False),
    (json_reply(400, {"error": True, "message": "quota expire"}), "quota", False),
    (json_reply(429, {"message": "You have exceeded the MONTHLY quota for Requests"}), "quota", False),
    (json_reply(429, {"message": "Too many requests"}), "asked too often", True),
    ((429, {}, b""), "asked too often", True),
    (json_reply(500, {"message": "boom"}), "has a fault", True),
    ((502, {"Content-Type": "text/html"}, b"<html>"), "has a fault", True),
    ((404, {"Content-Type": "text/html"}, b"<html>nothing here"), "nothing at this address", False),
    ((302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""), "another address", False),
    (HTML, "cannot be read", True),
    (HALF, "cannot be read", True),
    (HUGE, "cannot be read", False),
    (BOMB, "cannot be read", False),
    (DEEP, "cannot be read", True),
    (CUT, "does not answer", True),
    (json_reply(200, [1, 2, 3]), "cannot be read", True),
    (json_reply(200, "RENAULT"), "cannot be read", True),
    (json_reply(200, {"error": False}), "cannot be read", True),
    (json_reply(200, {"error": False, "data": "RENAULT"}), "cannot be read", True),
    (json_reply(200, {"error": False, "data": [MEGANE, MEGANE]}), "cannot be read", True),
    (json_reply(200, {"error": False, "data": MEGANE | {"AWN_immat": "BB-456-CC"}}), "another plate", True),
]


@pytest.mark.parametrize(("reply", "said", "temporary"), TROUBLES)
def test_each_trouble_is_told_apart(service: Service, reply: Reply, said: str, temporary: bool) -> None:
    service.trouble = fixed(reply)
    with pytest.raises(EngineError, match=said) as trouble:
        registry(service).look_up("AA123BC", "FR")
    assert trouble.value.temporary is temporary
    assert str(trouble.value) in KNOWN, "the seller reads it translated"
    assert KEY not in repr(trouble.value.__cause__)


def test_the_key_never_shows(service: Service) -> None:
    with pytest.raises(EngineError) as refused:
        registry(service, key="wrong").look_up("AA123BC", "FR")
    assert "refuses our key" in str(refused.value)
    assert "wrong" not in str(refused.value)


def test_a_busy_service_says_how_long_to_wait(service: Service) -> None:
    service.trouble = fixed(json_reply(429, {"message": "Too many requests"}, Retry_After="60"))
    with pytest.raises(EngineError) as busy:
        registry(service).look_up("AA123BC", "FR")
    assert busy.value.retry_after == 60


def test_a_slow_service_is_not_waited_for(service: Service) -> None:
    service.trouble = slow(3)
    with pytest.raises(EngineError, match="does not answer") as trouble:
        registry(service, timeout=0.2).look_up("AA123BC", "FR")
    assert trouble.value.temporary


def test_a_service_that_is_down_is_told(service: Service) -> None:
    with pytest.raises(EngineError, match="does not answer") as trouble:
        registry(service, url="http://127.0.0.1:9/").look_up("AA123BC", "FR")
    assert trouble.value.temporary


HOLES: list[Any] = ["INCONNU", "inconnu", "INC.", "0", "0.00", "", "  ", "NC", "N/A", None, [], {}, True, "-"]


@pytest.mark.parametrize("hole", HOLES, ids=repr)
def test_a_hole_is_nothing(hole: Any) -> None:
    record = record_of("AA123BC", dict.fromkeys(MEGANE, hole) | {"AWN_immat": "AA123BC", "AWN_marque": "RENAULT"})
    assert record is not None
    assert record.known() == {"plate": "AA123BC", "make": "Renault"}


@pytest.mark.parametrize(
    ("field", "value", "name", "expected"),
    [
        ("AWN_marque", "MERCEDES", "make", "Mercedes-Benz"),
        ("AWN_marque", "INEOS", "make", "Ineos"),
        ("AWN_modele", "MEGANE III", "model", "Mégane"),
        ("AWN_energie", "ESSENCE", "fuel", "petrol"),
        ("AWN_energie", "EE", "fuel", "plug_in_hybrid"),
        ("AWN_energie", "HYBRIDE NON RECHARGEABLE", "fuel", "hybrid"),
        ("AWN_energie", "ELECTRIQUE", "fuel", "electric"),
        ("AWN_type_boite_vites", "AUTOMATIQUE", "gearbox", "automatic"),
        ("AWN_carrosserie", "BERLINE 5 PORTES", "body", "sedan"),
        ("AWN_carrosserie", "CI", "body", ""),
        ("AWN_couleur", "VERT C", "color", "green"),
        ("AWN_puissance_chevaux", "99999", "power_hp", 131),
        ("AWN_puissance_chevaux", "INCONNU", "power_hp", 131),
        ("AWN_puissance_chevaux", "-5", "power_hp", 131),
        ("AWN_date_mise_en_circulation", "20-06-2019", "first_registration", date(2019, 6, 20)),
        ("AWN_date_mise_en_circulation", "31/02/2019", "first_registration", None),
        ("AWN_date_mise_en_circulation", "2999-01-01", "first_registration", None),
        ("AWN_VIN", "VF1DZ0N06411188O4", "vin", ""),
        ("AWN_norme_euro", "EURO 6D", "euro_norm", "Euro 6d"),
        ("AWN_modele", "<script>\x00" + "x" * 500, "model", None),
    ],
)
def test_values_come_in_our_words(field: str, value: str, name: str, expected: Any) -> None:
    record = record_of("AA123BC", MEGANE | {field: value})
    assert record is not None
    found = getattr(record, name)
    if expected is None and name == "model":
        assert len(found) <= 60
        assert "\x00" not in found
    else:
        assert found == expected


@pytest.mark.parametrize("options", [{"key": ""}, {"key": KEY, "url": "nowhere"}])
def test_wrong_options_are_found_at_start(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        AutoWaysRegistry(**options)

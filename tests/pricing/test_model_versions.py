"""Models come and go: which one answers, who may say so, and what happens when its file is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Dealership, User
from keroxio.engines import engine
from keroxio.errors import EngineError
from pricing.engines import training
from pricing.engines.base import Features
from pricing.following import follow_market, measure_drift
from pricing.learning import learn, recalibrate_present
from pricing.model_versions import deactivate_all
from pricing.models import PriceDrift, PriceModel, Valuation
from pricing.valuing import repeat, value_cars
from tests.pricing.made_up import imported, learnt, made_up
from vehicles.models import Vehicle

pytestmark = pytest.mark.django_db

CAR = Features(
    make="Peugeot", model="208", version="Confort 110ch", first_registration_year=2022, first_registration_month=1,
    mileage_km=60_000, fuel="petrol", gearbox="manual", power_hp=110, priced_on=date(2026, 5, 1),
)  # fmt: skip
SHIPPED = Path(__file__).parents[2] / "pricing" / "reference" / "reference.zip"


@pytest.fixture(autouse=True)
def registered(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"fallback": SHIPPED}
    estimator = {"ENGINE": "pricing.registered.RegisteredEstimator", "OPTIONS": options}
    settings.ENGINES = {**settings.ENGINES, "pricing": estimator}
    settings.STORAGES = {
        **settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }  # fmt: skip
    monkeypatch.setattr(training, "ROUNDS", 60)


@pytest.fixture
def staff(as_user: Callable[[User], Client]) -> Client:
    return as_user(User.objects.create_superuser("staff@example.com", "correct horse battery"))


def stored() -> PriceModel:
    return PriceModel.objects.register(replace(learnt().model, manifest=dict(learnt().model.manifest)))


def act(staff: Client, action: str, row: PriceModel) -> str:
    url = reverse("admin:pricing_pricemodel_changelist")
    response = staff.post(url, {"action": action, "_selected_action": [row.pk]}, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def test_a_version_answers_once_it_is_activated_and_not_before() -> None:
    running = engine("pricing")
    shipped = running.version
    row = stored()
    assert running.version == shipped
    row.activate()
    assert running.version == row.version == "2026-04-30-2900"
    assert running.estimate(CAR).model_version == row.version
    assert "| fr |" in row.card


def test_the_same_training_twice_is_two_versions_and_one_answers() -> None:
    first, second = stored(), stored()
    assert second.version == f"{first.version}.2"
    first.activate()
    second.activate()
    assert list(PriceModel.objects.filter(is_active=True)) == [second]
    assert engine("pricing").version == second.version


def test_staff_activate_and_go_back(staff: Client) -> None:
    first, second = stored(), stored()
    assert first.version in act(staff, "activate", first)
    assert second.version in act(staff, "activate", second)
    act(staff, "activate", first)
    assert engine("pricing").version == first.version
    act(staff, "use_shipped", first)
    assert not PriceModel.objects.filter(is_active=True).exists()


def test_staff_read_the_card_and_cannot_delete_the_model_that_answers(staff: Client) -> None:
    row = stored()
    row.activate()
    page = staff.get(reverse("admin:pricing_pricemodel_change", args=[row.pk]))
    assert "What it cannot do" in page.content.decode()
    assert staff.post(reverse("admin:pricing_pricemodel_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert staff.get(reverse("admin:pricing_pricemodel_changelist")).status_code == 200


def test_a_version_that_is_deleted_takes_its_file_along(
    staff: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    row = stored()
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(reverse("admin:pricing_pricemodel_delete", args=[row.pk]), {"post": "yes"})
    assert not PriceModel.objects.exists()
    assert not Path(row.file.path).exists()


def test_a_damaged_file_is_never_activated(staff: Client) -> None:
    row = stored()
    Path(row.file.path).write_bytes(b"<html>")
    act(staff, "activate", row)
    row.refresh_from_db()
    assert not row.is_active


def test_when_its_file_is_lost_pricing_says_so_and_the_rest_works(client: Client, vehicle: Vehicle) -> None:
    row = stored()
    row.activate()
    Path(row.file.path).unlink()
    page = client.get(reverse("wizard_price", args=[vehicle.pk]))
    assert page.status_code == 200
    assert page.context["problem"]
    assert client.get(reverse("price_accuracy")).context["problem"]
    assert client.get(reverse("stock")).status_code == 200
    with pytest.raises(EngineError, match="missing"):
        engine("pricing").estimate(CAR)


def test_a_switch_between_question_and_answer_is_told_by_the_valuation(vehicle: Vehicle) -> None:
    valuation = Valuation(dealership=vehicle.dealership, vehicle=vehicle, inputs={}, model_version="asked of another")
    valuation.inputs = {"make": "Peugeot", "model": "208", "priced_on": "2026-05-01", "mileage_km": 60_000}
    valuation.inputs["first_registration_year"] = 2022
    row = stored()
    row.activate()
    valuation.produce()
    assert valuation.model_version == row.version


def test_a_worse_model_is_kept_and_does_not_answer() -> None:
    good = stored()
    good.activate()
    worse = learn(*made_up(start=date(2026, 5, 1), noise=0.25), source="noise.")
    assert not worse.is_active
    assert worse.verdict.startswith("Pas activé : son erreur médiane est de")
    assert engine("pricing").version == good.version


def test_a_model_that_is_no_worse_answers_at_once() -> None:
    stored().activate()
    row = learn(*made_up(start=date(2026, 5, 1), level=1.05), source="newer.")
    assert row.is_active, row.verdict
    assert engine("pricing").version == row.version


def test_a_worse_model_answers_when_a_person_insists() -> None:
    stored().activate()
    assert learn(*made_up(start=date(2026, 5, 1), noise=0.25), source="noise.", is_forced=True).is_active


def test_recalibration_follows_the_level_of_the_market() -> None:
    stored().activate()
    before = engine("pricing").estimate(CAR)
    row = recalibrate_present(*made_up(900, start=date(2026, 5, 1), days=14, level=1.15), source="dearer.")
    assert row.is_active, row.verdict
    recent = row.manifest["recalibrated"]
    assert recent["before"] < 0.5
    assert 0.74 < recent["after"] < 0.86
    after = engine("pricing").estimate(CAR)
    assert 1.1 < after.price / before.price < 1.2
    assert sum(reason.euros for reason in after.reasons) == after.price
    assert "set anew on 900 asking prices" in row.card


def test_recalibration_wants_enough_cars() -> None:
    stored().activate()
    with pytest.raises(training.TooFewCars, match="300"):
        recalibrate_present(*made_up(50), source="few.")


def test_the_commands_learn_from_the_imported_market(capsys: pytest.CaptureFixture[str]) -> None:
    imported(*made_up())
    call_command("train_price_model", source="the market.", force=True)
    row = PriceModel.objects.get()
    assert (row.is_active, row.manifest["cars"], row.source) == (True, 2_900, "the market.")
    assert "What it cannot do" in capsys.readouterr().out
    imported(*made_up(500, start=date(2026, 5, 2), days=10, level=1.1))
    call_command("recalibrate_price_model", source="the market.")
    assert PriceModel.objects.count() == 2


def test_without_listings_the_commands_say_so() -> None:
    with pytest.raises(CommandError, match="least"):
        call_command("train_price_model")
    with pytest.raises(CommandError, match="least"):
        call_command("recalibrate_price_model")


def test_drift_is_measured_and_staff_are_warned(staff: Client) -> None:
    stored().activate()
    imported(*made_up(400, start=date(2026, 5, 1), days=14, level=1.2))
    drift = measure_drift()
    assert drift is not None
    assert drift.is_warning
    assert drift.cars == 400
    assert drift.bias == pytest.approx(0.2, abs=0.04)
    measure_drift()
    assert PriceDrift.objects.count() == 1
    assert 'role="alert"' in staff.get("/admin/").content.decode()


def test_no_warning_where_the_ranges_hold(staff: Client) -> None:
    stored().activate()
    imported(*made_up(400, start=date(2026, 5, 1), days=14))
    drift = measure_drift()
    assert drift is not None
    assert not drift.is_warning
    page = staff.get("/admin/").content.decode()
    assert drift.model_version in page
    assert 'role="alert"' not in page


def test_at_night_nothing_happens_without_new_listings() -> None:
    stored().activate()
    follow_market()
    assert PriceModel.objects.count() == 1
    assert not PriceDrift.objects.exists()


def test_at_night_ranges_that_no_longer_hold_are_set_anew() -> None:
    stored().activate()
    imported(*made_up(400, start=date(2026, 5, 1), days=14, level=1.2))
    follow_market()
    active = PriceModel.objects.active()
    assert active is not None
    assert "recalibrated" in active.manifest
    # Once is enough: the next night the same listings are known.
    follow_market()
    assert PriceModel.objects.count() == 2


def test_at_night_enough_new_listings_are_learnt() -> None:
    stored().activate()
    imported(*made_up(start=date(2026, 5, 1)))
    follow_market()
    assert PriceModel.objects.count() == 2
    assert PriceModel.objects.latest("pk").manifest["cars"] == 2_900


def test_at_night_what_did_not_pass_is_not_learnt_again_and_again() -> None:
    stored().activate()
    imported(*made_up(start=date(2026, 5, 1), noise=0.25))
    follow_market()
    follow_market()
    trained = [row.manifest["until"] for row in PriceModel.objects.all() if "recalibrated" not in row.manifest]
    assert sorted(trained) == ["2026-04-30", "2026-08-28"]


def test_an_estimate_is_repeated_by_the_model_it_was_made_with(garage: Dealership) -> None:
    row = stored()
    row.activate()
    (valuation,) = value_cars(garage, [CAR])
    deactivate_all()
    repeated = repeat(valuation)
    assert repeated.is_model_kept
    assert repeated.by_its_model == valuation.recommended
    assert repeated.by_todays == engine("pricing").ranges([CAR])[0][1] != valuation.recommended
    row.file.storage.delete(str(row.file.name))
    assert not repeat(valuation).is_model_kept
    row.delete()
    gone = repeat(valuation)
    assert (gone.is_model_kept, gone.by_its_model, gone.by_todays) == (False, None, repeated.by_todays)


def test_an_estimate_of_the_shipped_model_is_repeated_by_it(garage: Dealership) -> None:
    (valuation,) = value_cars(garage, [CAR])
    stored().activate()
    assert repeat(valuation).by_its_model == valuation.recommended

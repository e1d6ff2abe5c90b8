from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from keroxio.runs import Run, run_models
from plates.models import PlateReading
from vehicles.models import Photo


@pytest.fixture
def staff(db: None, as_user: Callable[[User], Client]) -> Client:
    return as_user(User.objects.create_superuser("staff@example.com", "correct horse battery"))


def test_sellers_are_kept_out(client: Client) -> None:
    assert client.get("/admin/").status_code == 302


def test_the_start_page_counts_runs(staff: Client, photo: Photo) -> None:
    PlateReading.objects.request(dealership=photo.dealership, photo=photo)
    rows = staff.get("/admin/").context["run_table"]["rows"]
    assert [row[1] for row in rows if ">1</a>" in row[1]], "one reading is queued"
    assert len(rows) == len(run_models())


@pytest.mark.parametrize("model", run_models(), ids=lambda model: model.__name__)
def test_every_run_has_its_list(staff: Client, model: type[Run]) -> None:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert staff.get(url).status_code == 200


@pytest.mark.parametrize("name", ["accounts_user", "accounts_dealership", "vehicles_vehicle", "vehicles_photo"])
def test_lists_and_forms_open(staff: Client, photo: Photo, name: str) -> None:
    assert staff.get(reverse(f"admin:{name}_changelist")).status_code == 200
    objects = {"vehicles_photo": photo, "vehicles_vehicle": photo.vehicle, "accounts_dealership": photo.dealership}
    if name in objects:
        assert staff.get(reverse(f"admin:{name}_change", args=[objects[name].pk])).status_code == 200


def test_a_failed_run_is_queued_again_and_others_are_not(staff: Client, photo: Photo) -> None:
    failed = PlateReading.objects.create(dealership=photo.dealership, photo=photo, status=Run.Status.FAILED, error="x")
    done = PlateReading.objects.create(dealership=photo.dealership, photo=photo, status=Run.Status.DONE)
    url = reverse("admin:plates_platereading_changelist")
    staff.post(url, {"action": "retry", "_selected_action": [failed.pk, done.pk]})
    failed.refresh_from_db()
    done.refresh_from_db()
    assert (failed.status, failed.error, done.status) == ("queued", "", "done")

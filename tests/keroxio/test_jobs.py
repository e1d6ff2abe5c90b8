from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from accounts.models import Dealership
from keroxio.jobs import answer, job_id
from keroxio.runs import Run
from plates.models import PlateReading
from vehicles.models import Photo


def asked(run: Run, **query: str) -> Response:
    return answer(Request(APIRequestFactory().get("/", query)), run, lambda done: {"text": done.text})


def reading_of(photo: Photo, **fields: Any) -> PlateReading:
    reading: PlateReading = PlateReading.objects.create(dealership=photo.dealership, photo=photo, **fields)
    return reading


def test_a_run_that_waits_is_answered_with_its_job(photo: Photo) -> None:
    reading = reading_of(photo)
    response = asked(reading)
    assert response.status_code == 202
    assert (response.data["id"], response.data["status"]) == (job_id(reading), "queued")


def test_a_run_that_is_done_is_answered_with_its_result(photo: Photo) -> None:
    response = asked(reading_of(photo, text="AB-123-CD", status=Run.Status.DONE), wait="30")
    assert (response.status_code, response.data) == (200, {"text": "AB-123-CD"})


def test_a_run_that_failed_is_a_problem_with_its_reason(photo: Photo) -> None:
    reading = reading_of(photo, status=Run.Status.FAILED, error="The key is wrong.")
    response = asked(reading)
    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    assert (response.data["detail"], response.data["job"]) == ("The key is wrong.", job_id(reading))


@pytest.mark.parametrize("wait", ["-1", "31", "999", "1.5", "soon", "", "²"])
def test_a_wait_that_is_none_is_refused(photo: Photo, wait: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        asked(reading_of(photo), wait=wait)
    assert "wait" in str(refusal.value.get_codes())


@pytest.mark.django_db(transaction=True)
def test_waiting_ends_with_the_run(garage: Dealership, photo: Photo) -> None:
    reading = reading_of(photo)

    def worker() -> None:
        mine = PlateReading.objects.filter(pk=reading.pk)
        mine.update(status=Run.Status.DONE, text="AB-123-CD", finished_at=timezone.now())
        connection.close()

    timer = threading.Timer(0.2, worker)
    timer.start()
    response = asked(reading, wait="30")
    timer.join()
    assert (response.status_code, response.data) == (200, {"text": "AB-123-CD"})

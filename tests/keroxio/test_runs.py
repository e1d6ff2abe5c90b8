from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery import Task
from django.utils import timezone

from accounts.models import Dealership
from keroxio.engines import engine
from keroxio.errors import EngineError
from keroxio.runs import MAX_ATTEMPTS, STALE, Run
from keroxio.tasks import ring_overdue_runs
from plates.engines.base import Plate, PlateReader
from plates.models import PlateReading
from tests.conftest import make_dealership, picture, upload
from vehicles.intake import add_photo
from vehicles.models import Photo, Vehicle


class Unreachable(PlateReader):
    name = "unreachable"

    def read(self, photo: Any) -> Plate | None:
        raise EngineError("The service does not answer.", temporary=True)


class Refusing(PlateReader):
    name = "refusing"

    def read(self, photo: Any) -> Plate | None:
        raise EngineError("The key is wrong.")


class Broken(PlateReader):
    name = "broken"

    def read(self, photo: Any) -> Plate | None:
        raise ZeroDivisionError


@pytest.fixture(autouse=True)
def nothing_follows(settings: Any) -> None:
    settings.AFTER_RUN = {}


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was rung in the broker: (row, queue)."""
    rung: list[tuple[Any, ...]] = []
    monkeypatch.setattr(Task, "apply_async", lambda self, args, queue, **_: rung.append((args[0], queue)))
    return rung


def use(settings: Any, reader: str) -> None:
    settings.ENGINES = {**settings.ENGINES, "plates": {"ENGINE": f"tests.keroxio.test_runs.{reader}"}}


def reading_of(photo: Photo, **fields: Any) -> PlateReading:
    return PlateReading.objects.request(dealership=photo.dealership, photo=photo, **fields)


def test_it_rings_only_after_the_commit(
    photo: Photo, bells: list[Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = reading_of(photo)
        assert bells == []
    assert bells == [(run.pk, "interactive")]


def test_it_performs_a_run_once(photo: Photo) -> None:
    run = reading_of(photo)
    run.perform()
    finished = run.finished_at
    PlateReading.objects.get(pk=run.pk).perform()
    run.refresh_from_db()
    assert (run.status, run.attempts, run.finished_at) == ("done", 1, finished)


def test_it_leaves_a_run_alone_that_another_worker_is_performing(photo: Photo) -> None:
    run = reading_of(photo, status=Run.Status.RUNNING, heartbeat_at=timezone.now(), attempts=1)
    run.perform()
    run.refresh_from_db()
    assert (run.status, run.attempts) == ("running", 1)


def test_it_takes_over_a_run_whose_worker_died(photo: Photo) -> None:
    dead = timezone.now() - STALE - timedelta(seconds=1)
    run = reading_of(photo, status=Run.Status.RUNNING, heartbeat_at=dead, attempts=1)
    run.perform()
    run.refresh_from_db()
    assert (run.status, run.attempts) == ("done", 2)


def test_it_stores_a_permanent_error_for_the_seller(photo: Photo, settings: Any) -> None:
    use(settings, "Refusing")
    run = reading_of(photo)
    run.perform()
    run.refresh_from_db()
    assert (run.status, run.error, run.attempts) == ("failed", "The key is wrong.", 1)


def test_it_tries_a_temporary_error_again_later_and_at_last_gives_up(photo: Photo, settings: Any) -> None:
    use(settings, "Unreachable")
    run = reading_of(photo)
    for attempt in range(1, MAX_ATTEMPTS):
        run.perform()
        run.refresh_from_db()
        assert (run.status, run.attempts) == ("queued", attempt)
        assert run.retry_at
        assert run.retry_at > timezone.now()
        run.perform()
        assert PlateReading.objects.get(pk=run.pk).attempts == attempt, "it waits until it is time"
        PlateReading.objects.filter(pk=run.pk).update(retry_at=timezone.now())
    run.perform()
    run.refresh_from_db()
    assert (run.status, run.error) == ("failed", "The service does not answer.")


def test_it_records_an_unexpected_error_and_lets_it_through(photo: Photo, settings: Any) -> None:
    use(settings, "Broken")
    run = reading_of(photo)
    with pytest.raises(ZeroDivisionError):
        run.perform()
    run.refresh_from_db()
    assert run.status == "failed"
    assert "ZeroDivision" not in run.error
    assert run.error


def test_it_can_be_retried_after_a_failure_and_only_then(photo: Photo, settings: Any) -> None:
    use(settings, "Refusing")
    run = reading_of(photo)
    run.retry()
    assert run.attempts == 0
    run.perform()
    settings.ENGINES = {**settings.ENGINES, "plates": {"ENGINE": "plates.engines.fake.FakePlateReader"}}
    run.retry()
    assert (run.status, run.error) == ("queued", "")
    run.perform()
    run.refresh_from_db()
    assert run.status == "done"


def test_it_rings_again_for_lost_runs_and_not_for_fresh_ones(
    photo: Photo, bells: list[Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    long_ago = timezone.now() - STALE - timedelta(seconds=1)
    lost = reading_of(photo)
    stale = reading_of(photo, status=Run.Status.RUNNING, heartbeat_at=long_ago)
    PlateReading.objects.filter(pk__in=[lost.pk, stale.pk]).update(rung_at=long_ago)
    reading_of(photo)
    bells.clear()
    with django_capture_on_commit_callbacks(execute=True):
        ring_overdue_runs()
    assert sorted(pk for pk, _queue in bells) == sorted([lost.pk, stale.pk])


def test_it_gives_up_on_a_run_that_keeps_killing_workers(photo: Photo) -> None:
    long_ago = timezone.now() - STALE - timedelta(seconds=1)
    run = reading_of(photo, status=Run.Status.RUNNING, heartbeat_at=long_ago, attempts=MAX_ATTEMPTS)
    ring_overdue_runs()
    run.refresh_from_db()
    assert run.status == "failed"
    assert run.error


def photo_for(dealership: Dealership, color: str) -> Photo:
    vehicle = Vehicle.objects.create(dealership=dealership)
    return add_photo(vehicle, upload(picture(color=color)))


@pytest.mark.parametrize("turn", [4, 9])
def test_dealerships_take_turns_in_bulk_as_many_runs_as_workers_are_there_for(
    photo: Photo, bells: list[Any], django_capture_on_commit_callbacks: Callable[..., Any], settings: Any, turn: int
) -> None:
    settings.BULK_TURN = turn
    other = photo_for(make_dealership("Autre", kind="private"), "red")
    with django_capture_on_commit_callbacks(execute=True):
        batch = [reading_of(photo, queue=Run.Queue.BULK) for _ in range(turn + 3)]
        theirs = reading_of(other, queue=Run.Queue.BULK)
    assert [pk for pk, _queue in bells] == [run.pk for run in batch[:turn]] + [theirs.pk]
    with django_capture_on_commit_callbacks(execute=True):
        batch[0].perform()
    assert bells[-1] == (batch[turn].pk, "bulk"), "the next of the batch has its turn"


def test_an_engine_is_made_once_and_again_when_settings_change(settings: Any) -> None:
    first = engine("plates")
    assert engine("plates") is first
    use(settings, "Refusing")
    assert isinstance(engine("plates"), Refusing)


def test_runs_that_wait_for_their_turn_are_left_until_nobody_would_ring(
    photo: Photo, bells: list[Any], django_capture_on_commit_callbacks: Callable[..., Any], settings: Any
) -> None:
    turn = settings.BULK_TURN
    batch = [reading_of(photo, queue=Run.Queue.BULK) for _ in range(turn + 2)]
    bells.clear()
    with django_capture_on_commit_callbacks(execute=True):
        ring_overdue_runs()
    assert bells == []
    PlateReading.objects.filter(pk__in=[run.pk for run in batch[:turn]]).update(status=Run.Status.FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        ring_overdue_runs()
    assert [pk for pk, _queue in bells] == [run.pk for run in batch[turn:]]

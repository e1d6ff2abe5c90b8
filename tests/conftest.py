"""The fixed cast: Alice owns a garage, Bob sells for her, Vera may only look; Charlie must see nothing of it."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from PIL import Image

from accounts.models import Dealership, Membership, User
from keroxio.runs import Run, run_models
from vehicles.intake import add_photo
from vehicles.models import Photo, Vehicle

SAMPLES = Path(__file__).parent.parent / "keroxio" / "demonstration" / "photos"

FAKE_ENGINES = {
    "plates": {"ENGINE": "plates.engines.fake.FakePlateReader"},
    "faces": {"ENGINE": "plates.engines.faces.NoFaces"},
    "vehicles": {"ENGINE": "imaging.engines.fake.FakeFinder"},
    "cutout": {"ENGINE": "imaging.engines.fake.FakeRemover"},
    "pricing": {"ENGINE": "pricing.engines.fake.FakeEstimator"},
    "writer": {"ENGINE": "listings.writers.fake.FakeWriter"},
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--services",
        action="store_true",
        help="Only tests that use the database or the broker: all others are the same whatever these are.",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--services"):
        return
    kept = [item for item in items if _uses_services(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _uses_services(item)])
    items[:] = kept


def _uses_services(item: pytest.Item) -> bool:
    ways = {"db", "transactional_db", "live_server", "machine"}
    return bool(ways & set(getattr(item, "fixturenames", ()))) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A browser keeps its connections open, and the live server's threads would keep the database's."""
    connections.settings["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session", autouse=True)
def sessions_end(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL drops no database that someone still uses, and the live server's last threads may."""
    yield
    with django_db_blocker.unblock():
        if connections["default"].vendor == "postgresql":
            with connections["default"].cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(autouse=True)
def isolated(settings: Any, tmp_path: Path) -> None:
    """Own files and cache for each test, instant engines, and a broker that keeps its messages to itself."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ENGINES = FAKE_ENGINES
    settings.STUDIO_WIDTH = 640
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache = {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}
    if "filebased" in cache["BACKEND"]:
        cache["LOCATION"] = tmp_path / "cache"
    settings.CACHES = {"default": cache}


@pytest.fixture(autouse=True)
def silent_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ``work`` fixture does what workers do, when a test says so."""
    from celery import Task

    monkeypatch.setattr(Task, "apply_async", lambda *args, **kwargs: None)


def make_dealership(name: str, **fields: Any) -> Dealership:
    return Dealership.objects.create(name=name, slug=Dealership.free_slug(name), **fields)


def make_member(dealership: Dealership, email: str, role: str) -> User:
    user = User.objects.create_user(email, "correct horse battery")
    Membership.objects.create(dealership=dealership, user=user, role=role)
    return user


@pytest.fixture
def garage(db: None) -> Dealership:
    return make_dealership(
        "Garage du Lac", kind="garage", siren="732829320", city="Annecy", postcode="74000", phone="04 50 00 00 00"
    )


@pytest.fixture
def alice(garage: Dealership) -> User:
    return make_member(garage, "alice@example.com", "owner")


@pytest.fixture
def bob(garage: Dealership) -> User:
    return make_member(garage, "bob@example.com", "seller")


@pytest.fixture
def vera(garage: Dealership) -> User:
    return make_member(garage, "vera@example.com", "viewer")


@pytest.fixture
def charlie(db: None) -> User:
    return make_member(make_dealership("Charlie", kind="private"), "charlie@example.com", "owner")


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def client(bob: User, as_user: Callable[[User], Client]) -> Client:
    """Bob's browser."""
    return as_user(bob)


@pytest.fixture
def stranger(charlie: User, as_user: Callable[[User], Client]) -> Client:
    """A signed-in user of another dealership."""
    return as_user(charlie)


@pytest.fixture
def viewer(vera: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(vera)


@pytest.fixture
def vehicle(garage: Dealership) -> Vehicle:
    return Vehicle.objects.create(
        dealership=garage,
        plate="AB-123-CD",
        plate_country="FR",
        make="Peugeot",
        model="208",
        version="1.2 PureTech 100 Allure",
        first_registration_year=2021,
        first_registration_month=5,
        mileage_km=42_000,
        fuel="petrol",
        gearbox="manual",
        power_hp=100,
        fiscal_power=5,
        color="blue",
        doors=5,
        seats=5,
        body="city",
    )


def picture(width: int = 640, height: int = 480, color: str = "grey", format: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, format, **options)
    return buffer.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def photo(vehicle: Vehicle) -> Photo:
    return add_photo(vehicle, upload((SAMPLES / "blue_front_left.jpg").read_bytes(), "blue_front_left.jpg"))


@pytest.fixture
def work(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Run]]:
    """Perform every queued run, and what follows from it, as workers would; returns them in that order."""
    # On a busy machine a run outlasts a beat, whose thread would wait for the test's own transaction.
    monkeypatch.setattr("keroxio.runs.BEAT", timedelta(hours=1))

    def perform_all() -> list[Run]:
        performed: list[Run] = []
        while waiting := [run for model in run_models() for run in model.objects.claimable().order_by("pk")]:
            for run in waiting:
                run.perform()
                performed.append(run)
        return performed

    return perform_all

"""Addresses that clients name: the public web is fetched from, this machine and its network never are."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import translation
from requests_hardened import ip_filter_adapter

from keroxio.errors import EngineError
from keroxio.fetching import fetch
from tests.plates.local_servers import Asked, Reply, Service, served

PICTURE = b"\xff\xd8 a picture"


def picture(_asked: Asked) -> Reply:
    return 200, {"Content-Type": "image/jpeg"}, PICTURE


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def canary() -> Iterator[Service]:
    with served(picture) as service:
        yield service


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A server at http://photos.example that counts as public; every other name is checked as ever."""
    checked: Callable[..., str] = ip_filter_adapter.filter_host

    def filter_host(hostname: str, port: int, **options: Any) -> str:
        return "127.0.0.1" if hostname == "photos.example" else checked(hostname, port, **options)

    monkeypatch.setattr(ip_filter_adapter, "filter_host", filter_host)
    with served(picture) as service:
        service.url = service.url.replace("127.0.0.1", "photos.example")
        yield service


def refused(url: str, *, most_bytes: int = 1024**2, seconds: float = 5) -> EngineError:
    with pytest.raises(EngineError) as caught:
        fetch(url, most_bytes=most_bytes, seconds=seconds)
    return caught.value


def test_a_picture_is_fetched(public: Service) -> None:
    assert fetch(f"{public.url}car.jpg", most_bytes=1000) == PICTURE
    assert public.asked[0].headers["host"].startswith("photos.example")
    assert "cookie" not in public.asked[0].headers


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1", "127.1"]
)
def test_this_machine_is_never_reached(canary: Service, host: str) -> None:
    port = canary.url.rsplit(":", 1)[1]
    refused(f"http://{host}:{port}")
    assert canary.asked == []


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "172.16.1.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fd00::1]", "[fe80::1]"]
)
def test_nor_is_a_private_network(address: str) -> None:
    assert str(refused(f"http://{address}/latest/meta-data/")) == "This address is not on the public web."


def test_a_name_that_leads_here_is_refused(canary: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: here)
    assert str(refused("http://harmless.example/car.jpg")) == "This address is not on the public web."
    assert canary.asked == []


def test_a_redirect_that_leads_here_is_refused(public: Service, canary: Service) -> None:
    public.trouble = lambda asked: (302, {"Location": canary.url}, b"")
    assert str(refused(public.url)) == "This address is not on the public web."
    assert canary.asked == []


def test_a_redirect_on_the_public_web_is_followed(public: Service) -> None:
    public.trouble = lambda asked: picture(asked) if asked.path == "/new" else (301, {"Location": "/new"}, b"")
    assert fetch(public.url, most_bytes=1000) == PICTURE


def test_one_that_goes_in_circles_is_not(public: Service) -> None:
    public.trouble = lambda asked: (302, {"Location": "/again"}, b"")
    assert "redirects too often" in str(refused(public.url))
    assert len(public.asked) == 4


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://photos.example/car.jpg",
        "gopher://photos.example/",
        "//photos.example/car.jpg",
        "http://",
        "http://user:secret@photos.example/",
        "http://photos.example:99999/",
        "http://[::1/",
        "car.jpg",
        "",
    ],
)
def test_what_is_no_address_of_the_web_is_told_so(url: str) -> None:
    error = refused(url)
    assert "no address of a picture on the web" in str(error)
    assert not error.temporary


def test_a_page_is_no_picture(public: Service) -> None:
    public.trouble = lambda asked: (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>")
    assert "no picture but “text/html”" in str(refused(public.url))


def test_a_huge_file_is_not_read_to_its_end(public: Service) -> None:
    public.trouble = lambda asked: (200, {"Content-Type": "image/jpeg"}, b"x" * 3 * 1024**2)
    assert "larger than 1 MB" in str(refused(public.url))


def test_a_redirect_with_a_huge_body_is_not_read(public: Service) -> None:
    public.trouble = lambda asked: (
        picture(asked) if asked.path == "/new" else (302, {"Location": "/new"}, b"x" * 5 * 1024**2)
    )
    assert fetch(public.url, most_bytes=1000) == PICTURE


@pytest.mark.parametrize(("status", "temporary"), [(404, False), (403, False), (429, True), (503, True)])
def test_a_server_that_has_none_is_told_from_one_that_has_it_later(
    public: Service, status: int, temporary: bool
) -> None:
    public.trouble = lambda asked: (status, {}, b"")
    assert refused(public.url).temporary is temporary


def test_the_address_is_not_in_the_message(public: Service) -> None:
    public.trouble = lambda asked: (404, {}, b"")
    assert "secret" not in str(refused(f"{public.url}?key=secret"))
    assert "secret" not in str(refused("http://nobody.invalid/?key=secret"))

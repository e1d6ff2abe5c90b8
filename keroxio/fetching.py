"""Fetch a file from an address that a client named: public addresses only, bounded in size and time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

import requests
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError

from keroxio.errors import EngineError

MOST_REDIRECTS = 3
CONNECT_SECONDS = 5.0
SECONDS = 20.0
_CHUNK = 64 * 1024

# Every connection goes to the address that was checked, not to what the name means a moment later.
_PUBLIC_ONLY = Config(
    ip_filter_enable=True,
    ip_filter_allow_loopback_ips=False,
    never_redirect=True,
    default_timeout=(CONNECT_SECONDS, CONNECT_SECONDS),
    user_agent_override="Keroxio",
)


def fetch(url: str, *, most_bytes: int, seconds: float = SECONDS) -> bytes:
    """The file at a public http(s) address; each redirect is followed by hand and checked like the first.

    Raises ``EngineError`` with what the client can do about it: temporary when the server is silent or has a fault.
    """
    end = time.monotonic() + seconds
    with HTTPSession(_PUBLIC_ONLY) as session:
        # A proxy or a password of this machine is not for addresses that others choose.
        session.trust_env = False
        for _hop in range(MOST_REDIRECTS + 1):
            check_address(url)
            # Unpacked contents could be a thousand times what was sent.
            headers = {"Accept": "image/*", "Accept-Encoding": "identity"}
            with _faults_told(), session.get(url, stream=True, headers=headers) as response:
                target = session.get_redirect_target(response)
                if target is None:
                    return _content(response, end, most_bytes)
            url = urljoin(url, target)
    raise EngineError(gettext_noop("This address redirects too often. Send the address of the picture itself."))


def check_address(url: str) -> None:
    """Refuse what cannot be a public address without asking anyone. Raises ``EngineError``."""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
        is_plain = is_plain and (parts.port is None or parts.port > 0)
    except ValueError:
        is_plain = False
    if not is_plain:
        raise EngineError(
            gettext_noop("This is no address of a picture on the web: it has to begin with https:// or http://.")
        )


def _content(response: requests.Response, end: float, most_bytes: int) -> bytes:
    if response.status_code >= 500 or response.status_code == 429:
        raise EngineError(gettext_noop("The server at this address has a fault at the moment."), temporary=True)
    if response.status_code != 200:
        status = {"status": response.status_code}
        raise EngineError(_("There is no picture at this address (status %(status)d).") % status)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind and not kind.startswith("image/") and kind not in {"application/octet-stream", "binary/octet-stream"}:
        raise EngineError(_("At this address is no picture but “%(kind)s”.") % {"kind": kind[:60]})
    body = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > most_bytes:
            raise EngineError(_("The file at this address is larger than %d MB.") % (most_bytes // 1024**2))
        if time.monotonic() > end:
            raise EngineError(gettext_noop("The server at this address is too slow."), temporary=True)
    return bytes(body)


@contextmanager
def _faults_told() -> Iterator[None]:
    """Without the original error: its text has the address, which may have a key in it."""
    try:
        yield
    except InvalidIPAddress:
        raise EngineError(gettext_noop("This address is not on the public web.")) from None
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, UnicodeError):
        raise EngineError(gettext_noop("This is no address of a picture on the web.")) from None
    except (requests.RequestException, HTTPError, OSError):
        raise EngineError(gettext_noop("The server at this address does not answer."), temporary=True) from None

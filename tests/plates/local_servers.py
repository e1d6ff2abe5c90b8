"""Small servers on this machine that speak the documented protocols of outside services, faults included."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, dict[str, str], bytes]


def json_reply(status: int, body: Any, **headers: str) -> Reply:
    sent = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return status, sent, json.dumps(body).encode()


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Service:
    """``trouble`` answers instead of ``work`` while it is set."""

    url: str
    work: Callable[[Asked], Reply]
    trouble: Callable[[Asked], Reply] | None = None
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def served(work: Callable[[Asked], Reply]) -> Iterator[Service]:
    service = Service("", work)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, parts.path, query, {k.lower(): v for k, v in self.headers.items()}, body)
            service.asked.append(asked)
            status, headers, content = (service.trouble or service.work)(asked)
            try:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                pass

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def slow(seconds: float) -> Callable[[Asked], Reply]:
    def answer(_asked: Asked) -> Reply:
        time.sleep(seconds)
        return json_reply(200, {})

    return answer


def fixed(reply: Reply) -> Callable[[Asked], Reply]:
    return lambda _asked: reply


# As docs/fr.md of github.com/autowaysnet/auto-now-api-doc shows an answer, with the holes that real ones have.
MEGANE = {
    "AWN_k_type": 31164,
    "AWN_VIN": "VF1DZ0N0641118804",
    "AWN_marque": "RENAULT",
    "AWN_modele": "MEGANE",
    "AWN_version": "1.9 DCI",
    "AWN_immat": "aa123bc",
    "AWN_couleur": "NOIR",
    "AWN_puissance_chevaux": "131",
    "AWN_puissance_fiscale": "7",
    "AWN_carrosserie": "COUPE",
    "AWN_carrosserie_carte_grise": "CI",
    "AWN_genre": "COUPE",
    "AWN_energie": "Gazole",
    "AWN_emission_co_2": "134",
    "AWN_date_mise_en_circulation": "2009-04-18",
    "AWN_nbr_cylindre_energie": "1870",
    "AWN_puissance_KW": "96",
    "AWN_nbr_portes": "3",
    "AWN_nbr_de_places": "5",
    "AWN_type_boite_vites": "Mecanique",
    "AWN_norme_euro": "INCONNU",
    "AWN_env_class": "EURO4",
    "AWN_PV": "0",
}
KEY = "the-right-key"


def auto_ways(asked: Asked) -> Reply:
    """Auto-Ways' own address: the token in the query, errors as documented there."""
    if asked.query.get("token") != KEY:
        return json_reply(401, {"error": True, "message": "Invalid token"})
    return _siv(asked)


def rapidapi(asked: Asked) -> Reply:
    """RapidAPI's gateway before the same service: the key in a header."""
    if asked.headers.get("x-rapidapi-key") != KEY:
        return json_reply(403, {"message": "You are not subscribed to this API."})
    return _siv(asked)


def _siv(asked: Asked) -> Reply:
    plate = asked.query.get("plaque", "").replace("-", "").upper()
    if len(plate) < 5:
        return json_reply(400, {"error": True, "message": "Invalid plaque "})
    if plate != "AA123BC":
        return json_reply(200, {"error": True, "code": 400, "message": "Plaque introuvable", "data": []})
    return json_reply(
        200, {"error": False, "code": 200, "country": "FR", "query": plate, "message": "Succès", "data": MEGANE}
    )

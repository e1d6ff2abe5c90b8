"""The French register (SIV) as Auto-Ways resells it, by its own address or through RapidAPI.

Auto-Ways documents the request, the fields (``AWN_…``) and the errors at github.com/autowaysnet/auto-now-api-doc
(docs/fr.md): ``GET https://app.auto-ways.net/api/v1/fr?plaque=AB123CD&token=…``; 400 for a plate it takes for none, 401
for a wrong token, ``{"error": true, "message": …}``. RapidAPI wants the key in ``X-RapidAPI-Key`` and the host in
``X-RapidAPI-Host``, and answers 401 or 403 without a subscription and 429 when too much was asked, or a quota is spent.
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from keroxio.errors import EngineError
from keroxio.remote import UNREADABLE, Answer, ask, busy
from plates.registries.awn import record_of
from plates.registries.base import Registry, VehicleRecord

AUTO_WAYS = "https://app.auto-ways.net/api/v1/fr"
RAPIDAPI = "https://api-de-plaque-d-immatriculation-france.p.rapidapi.com/"

REFUSED = "The registration service refuses our key. Tell the person who runs this site."
SPENT = "The quota at the registration service is spent. Tell the person who runs this site."
FOREIGN = "Only French plates can be looked up."
_NO_ADDRESS = "The registration service has nothing at this address: its address in the settings has to be changed."


class AutoWaysRegistry(Registry):
    """``key`` is Auto-Ways' token or RapidAPI's key, as the host of ``url`` wants; ``timeout`` is in seconds."""

    name: ClassVar[str] = "auto-ways"
    countries: ClassVar[frozenset[str]] = frozenset({"FR"})

    def __init__(self, *, key: str, url: str = AUTO_WAYS, timeout: float = 15.0) -> None:
        if not key:
            raise ValueError("the registry needs a key")
        host = urlsplit(url).hostname
        if host is None:
            raise ValueError(f"{url!r} is no address")
        self._url, self._timeout = url, timeout
        through_rapidapi = host.endswith(".rapidapi.com")
        self._headers = {"X-RapidAPI-Key": key, "X-RapidAPI-Host": host} if through_rapidapi else {}
        self._parameters = {} if through_rapidapi else {"token": key}

    def look_up(self, plate: str, country: str) -> VehicleRecord | None:
        if country not in self.countries:
            raise EngineError(FOREIGN)
        answer = ask(
            "GET",
            self._url,
            timeout=self._timeout,
            params={"plaque": plate, **self._parameters},
            headers={"Accept": "application/json", **self._headers},
        )
        return _record(plate, answer)


def _record(plate: str, answer: Answer) -> VehicleRecord | None:
    said = answer.data if isinstance(answer.data, dict) else {}
    message = str(said.get("message") or "").lower()
    if answer.status == 429 and "quota" not in message:
        raise busy(answer)
    if answer.status == 402 or "quota" in message:
        raise EngineError(SPENT)
    if answer.status in {401, 403} or "token" in message:
        raise EngineError(REFUSED)
    if answer.status == 404 and not said:
        raise EngineError(_NO_ADDRESS)
    if said.get("error") is True:
        return None
    return record_of(plate, _facts(said))


def _facts(said: dict[str, Any]) -> dict[str, Any]:
    data = said.get("data")
    if isinstance(data, list) and len(data) <= 1:
        data = data[0] if data else {}
    if not isinstance(data, dict):
        # Half an answer, or the page of someone's proxy: asking again may bring the rest.
        raise EngineError(UNREADABLE, temporary=True)
    return data

"""A batch on the real program, whose worker is killed while it reads."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.keroxio.test_up import Machine, children
from tests.sorting.conftest import shot

pytestmark = pytest.mark.slow
PHOTOS = 12


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path / "data")
    machine.environment["KEROXIO_DEMONSTRATION"] = "false"
    machine.manage("prepare")
    process = machine.up()
    machine.process = process  # type: ignore[attr-defined]
    yield machine
    process.send_signal(signal.SIGINT)
    process.wait(30)


def photos(machine: Machine, condition: str) -> int:
    with closing(sqlite3.connect(machine.data / "keroxio.sqlite3", timeout=20)) as rows:
        found = rows.execute(f"SELECT count(*) FROM sorting_batchphoto WHERE {condition}").fetchone()
    return int(found[0])


def test_killed_in_the_middle_no_photo_is_lost_or_doubled_and_no_upload_is_left(machine: Machine) -> None:
    session = requests.Session()
    address = f"http://127.0.0.1:{machine.port}"
    token = session.get(f"{address}/account/signup/").text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    account = {"kind": "private", "name": "Lot", "email": "lot@example.com", "password1": "correct horse battery"}
    session.post(f"{address}/account/signup/", {**account, "csrfmiddlewaretoken": token}).raise_for_status()
    headers = {"X-CSRFToken": str(session.cookies["csrftoken"]), "Referer": address}
    batch = session.post(f"{address}/batches/new/", headers=headers).url
    for number in range(PHOTOS):
        sent = {"photos": (f"IMG_{number}.jpg", shot("grey", 10 * number, width=1600 + number))}
        answer = session.post(f"{batch}photos/", files=sent, headers={**headers, "X-Requested-With": "fetch"})
        assert answer.status_code == 201
    worker = children(machine.process)["worker"]  # type: ignore[attr-defined]
    machine.wait_until(lambda: is_halted_in_mid_photo(machine, worker))
    os.kill(worker, signal.SIGKILL)
    machine.wait_until(lambda: photos(machine, "status IN ('done', 'failed')") == PHOTOS)
    assert photos(machine, "status = 'done' AND error = ''") == PHOTOS
    assert photos(machine, "attempts > 1") > 0, "what the killed worker had begun was begun again"
    machine.wait_until(lambda: photos(machine, "upload != ''") == 0)
    assert not list((machine.data / "media").glob("d/*/b/*/in/*"))
    assert photos(machine, "reason != '{}'") == PHOTOS, "the last one sorted them all"
    page = session.get(batch).text
    assert [page.count(f"IMG_{number}.jpg") > 0 for number in range(PHOTOS)] == [True] * PHOTOS
    assert "<progress" not in session.get(f"{batch}progress/").text
    assert session.post(f"{batch}photos/", files=sent, headers=headers).ok
    assert photos(machine, "1") == PHOTOS, "the same file again is the same photo"


def is_halted_in_mid_photo(machine: Machine, worker: int) -> bool:
    """Stopped where it stands, so that it finishes nothing between the look at its rows and its end."""
    os.kill(worker, signal.SIGSTOP)
    if photos(machine, "status = 'running'") and photos(machine, "status != 'done'") > 1:
        return True
    os.kill(worker, signal.SIGCONT)
    return False

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
PHOTOS = 24


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


def test_killed_in_the_middle_every_photo_is_read_once_and_no_upload_is_left(machine: Machine) -> None:
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
    machine.wait_until(lambda: photos(machine, "status = 'running'") > 0)
    os.kill(children(machine.process)["worker"], signal.SIGKILL)  # type: ignore[attr-defined]
    assert photos(machine, "status != 'done'") > 0, "the batch was over before the worker was killed"
    machine.wait_until(lambda: photos(machine, "status = 'done'") == PHOTOS)
    machine.wait_until(lambda: photos(machine, "upload != ''") == 0)
    assert not list((machine.data / "media").glob("d/*/b/*/in/*"))
    assert photos(machine, "reason != '{}'") == PHOTOS, "the last one sorted them all"
    assert "<progress" not in session.get(f"{batch}progress/").text

"""The real thing: `manage.py up` with its web server, worker and clock, killed and stopped as machines do."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import requests
from django.core.management import CommandError

from keroxio.management.commands.up import refuse_taken_port

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 240
RUN_TABLES = ("plates_platereading", "imaging_cutout", "imaging_composite", "pricing_valuation", "listings_ad")

pytestmark = pytest.mark.slow


class Machine:
    """A fresh installation of its own: its database, files and broker lie in ``data``."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment |= {"KEROXIO_DATA_DIR": str(data), "KEROXIO_DEMONSTRATION": "true"}
        # The small network and small pictures: what is tested is that work survives, not how it looks.
        self.environment |= {"KEROXIO_CUTOUT_MODEL": "u2netp", "KEROXIO_STUDIO_WIDTH": "640"}

    def manage(self, *words: str) -> None:
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, check=True)

    def up(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "up", "--port", str(self.port)]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        self.wait_until(self.answers)
        return process

    def answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/health/", timeout=2).ok
        except requests.RequestException:
            return False

    def count(self, condition: str) -> int:
        with closing(sqlite3.connect(self.data / "keroxio.sqlite3", timeout=20)) as rows:
            return sum(
                rows.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()[0] for table in RUN_TABLES
            )

    def wait_until(self, happens: object) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not happens():  # type: ignore[operator]
            assert time.monotonic() < deadline, "it took too long"
            time.sleep(0.2)


def children(process: subprocess.Popen[bytes]) -> dict[str, int]:
    """Process identifiers of what ``up`` started, by role."""
    found = {}
    for text in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        words = Path(f"/proc/{text}/cmdline").read_text().split("\0")
        found[next((role for role in ("granian", "worker", "beat") if role in words), words[0])] = int(text)
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path / "data")
    machine.manage("prepare")
    return machine


def test_killed_in_the_middle_of_a_batch_every_photo_ends_done(machine: Machine) -> None:
    process = machine.up()
    try:
        machine.wait_until(lambda: machine.count("status = 'done'") > 8)
        killed = children(process)
        os.kill(killed["worker"], signal.SIGKILL)
        os.kill(killed["granian"], signal.SIGKILL)
        machine.wait_until(machine.answers)
        machine.wait_until(lambda: {"granian", "worker", "beat"} <= set(children(process)))
        assert machine.count("status != 'done'") > 0, "the batch was over before the worker was killed"
        machine.wait_until(lambda: machine.count("status IN ('queued', 'running')") == 0)
        assert machine.count("status = 'failed'") == 0
        photos = machine.count("status = 'done'")
        assert photos > 12 * 2
    finally:
        started = children(process)
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert not [role for role, pid in started.items() if is_alive(pid)], "Ctrl-C ends all of it"


def test_killed_as_a_whole_the_next_start_goes_on(machine: Machine) -> None:
    process = machine.up()
    machine.wait_until(lambda: machine.count("status = 'running'") > 0)
    started = children(process)
    process.kill()
    process.wait()
    machine.wait_until(lambda: not any(is_alive(pid) for pid in started.values()))
    assert machine.count("status != 'done'") > 0
    process = machine.up()
    try:
        machine.wait_until(lambda: machine.count("status IN ('queued', 'running')") == 0)
        assert machine.count("status = 'failed'") == 0
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def test_a_taken_port_is_said() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="is taken"):
            refuse_taken_port("127.0.0.1", taken.getsockname()[1])

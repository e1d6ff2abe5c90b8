"""Sort a mixed batch of 12 MP photos on the real program, with its web server, worker and clock.

    python benchmarks/sorting.py [--photos 500] [--seed 7] [--plates FOLDER] [--photos-in FOLDER]

FOLDER (``../shared/data/plates`` beside the repository by default) has photos of cars and manifest.csv; the batch is
made of them by ``benchmarks/mixed_batch.py`` and kept in ``--photos-in`` where that is given. Printed: seconds from the
first file sent to the last photo read; the share of photos at the right car after suggestions, and how many are
unsorted and at a wrong car; how many of these carried a confident plate; how often suggestions of each confidence are
right; the worker's processor time and peak memory. A car is the group that most of its own plate readings are in.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.eight_photos import peak_memory_mb, wait_for  # noqa: E402
from benchmarks.mixed_batch import Take, mixed_batch  # noqa: E402

LEVELS = (0.6, 0.8, 0.9, 0.95, 0.99, 1.01)


def main() -> None:
    parser = argparse.ArgumentParser(description="Sort a mixed batch of 12 MP photos.")
    parser.add_argument("--photos", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--plates", type=Path, default=ROOT.parent / "shared" / "data" / "plates")
    parser.add_argument("--photos-in", type=Path)
    options = parser.parse_args()
    takes = mixed_batch(options.plates, photos=options.photos, seed=options.seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.photos_in or Path(temporary) / "photos"
        make(takes, folder)
        os.environ["KEROXIO_DATA_DIR"] = str(Path(temporary) / "var")
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "manage.py", "up", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/health/")
            seconds = send_and_wait(f"http://127.0.0.1:{port}", folder, takes)
            print(
                f"{len(takes)} photos of {len({take.car for take in takes})} cars: read and sorted in {seconds:.0f} s"
            )
            print(f"worker's processor time: {processor_seconds(server.pid):.0f} s")
            print(f"worker's peak memory: {peak_memory_mb(server.pid):.0f} MB")
            judge(takes)
        finally:
            server.terminate()
            server.wait()


def processor_seconds(parent: int) -> float:
    """Of the worker, all its threads together: what a busy machine does not falsify as much as the clock."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if "worker" in Path(f"/proc/{child}/cmdline").read_text().split("\0"):
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def make(takes: list[Take], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    missing = [take for take in takes if not (folder / take.name).exists()]
    with ProcessPoolExecutor(2) as pool:
        for take, content in zip(missing, pool.map(Take.jpeg, missing), strict=True):
            (folder / take.name).write_bytes(content)


def send_and_wait(address: str, folder: Path, takes: list[Take]) -> float:
    """Three files at a time, as the page sends them."""
    session = requests.Session()
    page = session.get(f"{address}/account/signup/").text
    account = {"kind": "private", "name": "Mesure", "email": "measure@example.com"}
    account["password1"] = "correct horse battery"
    account["csrfmiddlewaretoken"] = _token(page)
    session.post(f"{address}/account/signup/", account).raise_for_status()
    headers = {"X-CSRFToken": session.cookies["csrftoken"], "Referer": address}
    batch = session.post(f"{address}/batches/new/", headers=headers).url
    if "/batches/" not in batch:
        raise SystemExit("The benchmark could not sign up.")
    cookies = session.cookies.get_dict()

    def send(take: Take) -> None:
        with (folder / take.name).open("rb") as file:
            answer = requests.post(
                f"{batch}photos/",
                files={"photos": (take.name, file)},
                headers={**headers, "X-Requested-With": "fetch"},
                cookies=cookies,
                timeout=120,
            )
        answer.raise_for_status()

    start = time.monotonic()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(send, takes))
    print(f"all sent after {time.monotonic() - start:.0f} s")
    while True:
        progress = session.get(f"{batch}progress/").text
        if "<progress" not in progress:
            return time.monotonic() - start
        time.sleep(1)


def judge(takes: list[Take]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "keroxio.settings"
    import django  # noqa: PLC0415

    django.setup()
    from sorting.models import BatchPhoto  # noqa: PLC0415

    rows = {row.name: row for row in BatchPhoto.objects.all()}
    cars = {take.name: take.car for take in takes}
    home = _homes(rows, cars)
    placed = [row for row in rows.values() if row.car_id]
    wrong = [row for row in placed if row.car_id != home.get(cars[row.name])]
    confident = sum(row.is_confident for row in wrong)
    right = len(placed) - len(wrong)
    print(f"at the right car {100 * right / len(takes):.1f} %, unsorted {len(rows) - len(placed)}, wrong {len(wrong)}")
    print(f"wrong with a confident plate: {confident}")
    for least, most in pairwise(LEVELS):
        level = [row for row in placed if row.basis == "suggested" and least <= row.chance < most]
        if level:
            share = sum(row not in wrong for row in level) / len(level)
            print(f"suggestions from {least:.2f}: {len(level)}, right {100 * share:.1f} %")


def _homes(rows: dict[str, Any], cars: dict[str, str]) -> dict[str, int]:
    """The group of each car, by the readings of its plate first."""
    weights: Counter[tuple[str, int]] = Counter()
    for name, row in rows.items():
        if row.car_id:
            weights[cars[name], row.car_id] += 100 if row.basis == "read" else 1
    homes: dict[str, int] = {}
    for (car, group), _weight in weights.most_common():
        if car not in homes and group not in homes.values():
            homes[car] = group
    return homes


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return found[1] if found else ""


if __name__ == "__main__":
    main()

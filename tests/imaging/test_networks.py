"""A cut-out network is a description and a file; either may be wrong."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.checks import run_checks

from imaging.engines.local import SaliencyRemover
from imaging.engines.networks import TABLE
from imaging.models import Cutout
from keroxio.engine_messages import KNOWN
from keroxio.errors import EngineError
from keroxio.runs import Run
from tests.conftest import FAKE_ENGINES
from tests.imaging.cars import car
from vehicles.models import Photo

LITE = configured.WEIGHTS_DIR / "u2netp.onnx"
OWN = """
name = "my-network"
weights = "own.onnx"
size = {size}
mean = [0.485, 0.456, 0.406]
deviation = [0.229, 0.224, 0.225]
"""


def described(folder: Path, text: str = OWN, size: int = 320) -> Path:
    path = folder / "own.toml"
    path.write_text(text.format(size=size))
    return path


def remover_of(model: Path) -> SaliencyRemover:
    return SaliencyRemover(model=model, folder=configured.WEIGHTS_DIR)


def test_a_network_of_ones_own_cuts_out_under_its_own_name(tmp_path: Path) -> None:
    shutil.copy(LITE, tmp_path / "own.onnx")
    remover = remover_of(described(tmp_path))
    photo = car("blue_side_left")[0].resize((640, 480))
    matte, known = remover.cut_out(photo), SaliencyRemover(model="u2netp", folder=LITE.parent).cut_out(photo)
    assert remover.name == "my-network"
    assert matte is not None
    assert known is not None
    assert matte.alpha.tobytes() == known.alpha.tobytes()


def test_raw_scores_are_brought_to_shares(tmp_path: Path) -> None:
    shutil.copy(LITE, tmp_path / "own.onnx")
    remover = remover_of(described(tmp_path, OWN + 'activation = "sigmoid"'))
    assert remover.cut_out(car("blue_side_left")[0].resize((640, 480))) is not None


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        'name = "x"',
        OWN.replace("my-network", ""),
        OWN + "colour = 1",
        OWN + 'sha256 = "abc"',
        OWN.replace("{size}", "5"),
    ],
)
def test_a_wrong_description_is_found_at_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError):
        remover_of(described(tmp_path, text))


@pytest.mark.parametrize("model", ["u2nett", "absent.toml", "/absent/own.toml"])
def test_a_network_that_is_none_is_found_at_start(model: str) -> None:
    with pytest.raises(ValueError, match=model):
        remover_of(Path(model))


def damage(folder: Path, kind: str) -> Path:
    """A network whose file is not what it should be."""
    target = folder / "own.onnx"
    match kind:
        case "short":
            target.write_bytes(LITE.read_bytes()[:100_000])
        case "text":
            target.write_text("not a network")
        case "other" | "size":
            shutil.copy(LITE, target)
    text = OWN + f'sha256 = "{"0" * 64}"' if kind == "other" else OWN
    return described(folder, text, size=256 if kind == "size" else 320)


FAULTS = [
    ("absent", "not installed"),
    ("short", "damaged"),
    ("text", "damaged"),
    ("other", "not the one expected"),
    ("size", "description"),
]


@pytest.mark.parametrize(("kind", "said"), FAULTS)
def test_a_wrong_file_is_told_apart(tmp_path: Path, kind: str, said: str) -> None:
    with pytest.raises(EngineError, match=said) as caught:
        remover_of(damage(tmp_path, kind)).cut_out(car("blue_front")[0].resize((320, 240)))
    assert str(caught.value) in KNOWN


def test_a_wrong_file_is_said_on_the_row(
    settings: Any, tmp_path: Path, photo: Photo, work: Callable[[], list[Run]]
) -> None:
    model = damage(tmp_path, "text")
    engine = {"ENGINE": "imaging.engines.local.SaliencyRemover", "OPTIONS": {"model": model, "folder": tmp_path}}
    settings.ENGINES = FAKE_ENGINES | {"cutout": engine}
    cutout = Cutout.objects.request(dealership_id=photo.dealership_id, photo=photo)
    work()
    cutout.refresh_from_db()
    assert (cutout.status, bool(cutout.error)) == ("failed", True)


@pytest.mark.parametrize(("kind", "found"), [("absent", True), ("other", True), ("none", False)])
def test_the_system_check_finds_it_before_the_first_photo(
    settings: Any, tmp_path: Path, kind: str, found: bool
) -> None:
    options = {"model": "u2netp" if kind == "none" else damage(tmp_path, kind), "folder": configured.WEIGHTS_DIR}
    engine = {"ENGINE": "imaging.engines.local.SaliencyRemover", "OPTIONS": options}
    settings.ENGINES = FAKE_ENGINES | {"cutout": engine}
    faults = [fault for fault in run_checks(include_deployment_checks=True) if fault.id == "imaging.E001"]
    assert bool(faults) is found


def test_both_tables_of_weights_agree() -> None:
    fetched = tomllib.loads((Path(configured.BASE_DIR) / "keroxio" / "weights.toml").read_text())
    for network in tomllib.loads(TABLE.read_text()).values():
        assert fetched[network["weights"]]["sha256"] == network["sha256"]

"""Every background remover keeps the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from PIL import Image

from imaging.engines.base import BackgroundRemover
from imaging.engines.fake import FakeRemover
from imaging.engines.local import SaliencyRemover
from imaging.engines.removebg import RemoveBgRemover
from tests.imaging.cars import car
from tests.imaging.removebg_server import KEY, remove_bg
from tests.plates.local_servers import served

WEIGHTS = settings.WEIGHTS_DIR / "u2net.onnx"


@pytest.fixture(params=["fake", "local", "lite", "remove.bg"], scope="module")
def remover(request: pytest.FixtureRequest) -> Iterator[BackgroundRemover]:
    """The protocol of remove.bg is spoken by a server on this machine."""
    if request.param == "fake":
        yield FakeRemover()
    elif request.param == "remove.bg":
        with served(remove_bg(FakeRemover())) as service:
            yield RemoveBgRemover(key=KEY, url=service.url)
    else:
        yield local("u2netp" if request.param == "lite" else "u2net")


def local(model: str = "u2net") -> SaliencyRemover:
    if not WEIGHTS.exists():
        pytest.skip("The weights are not there: run manage.py fetch_weights")
    return SaliencyRemover(model=model, folder=WEIGHTS.parent)


def sample(name: str = "blue_front_left") -> Image.Image:
    return car(name)[0]


def test_it_has_a_name_for_the_row(remover: BackgroundRemover) -> None:
    assert 0 < len(remover.name) <= 40


def test_it_keeps_the_size_of_the_photo(remover: BackgroundRemover) -> None:
    matte = remover.cut_out(sample().resize((701, 523)))

    assert matte is not None
    assert (matte.alpha.size, matte.alpha.mode) == ((701, 523), "L")
    assert matte.confidence is None or 0 <= matte.confidence <= 1


def test_it_says_none_when_there_is_nothing(remover: BackgroundRemover) -> None:
    assert remover.cut_out(Image.new("RGB", (640, 480), (128, 128, 128))) is None


def test_it_leaves_the_photo_alone(remover: BackgroundRemover) -> None:
    photo = sample().resize((504, 378))
    before = photo.tobytes()

    remover.cut_out(photo)

    assert photo.tobytes() == before


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3)])
def test_it_survives_absurd_shapes(remover: BackgroundRemover, size: tuple[int, int]) -> None:
    matte = remover.cut_out(Image.new("RGB", size, "red"))

    assert matte is None or matte.alpha.size == size


def test_it_refuses_unknown_options(remover: BackgroundRemover) -> None:
    options: dict[str, Any] = {"colour": "blue"}
    with pytest.raises(TypeError):
        type(remover)(**options)


@pytest.mark.parametrize("name", ["blue_front", "blue_side_left", "red_rear_left", "silver_front_right"])
def test_it_finds_the_rendered_cars(name: str) -> None:
    truth = np.asarray(car(name)[1]) > 127

    matte = local().cut_out(sample(name))

    assert matte is not None
    found = np.asarray(matte.alpha) > 127
    assert (found & truth).sum() / (found | truth).sum() >= 0.97
    assert matte.confidence is not None
    assert matte.confidence > 0.95


def test_it_leaves_no_hole_in_a_car() -> None:
    matte = local().cut_out(sample("blue_side_left"))

    assert matte is not None
    truth = car("blue_side_left")[1].resize((252, 189), Image.Resampling.BOX)
    inside = np.asarray(matte.alpha.resize((252, 189), Image.Resampling.BOX))[np.asarray(truth) == 255]
    assert (inside == 255).mean() > 0.93
    assert inside.min() > 0 or (inside == 0).mean() < 0.03

"""How a photo, or a sample, looks once its plates and faces are hidden."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from django.conf import settings
from django.utils.translation import gettext_noop
from PIL import Image

from imaging.backgrounds import Background
from imaging.compositing import compose
from imaging.covering import chosen_cover, open_cover
from imaging.overlays import Overlay, draw_over
from imaging.sizing import Stance, size_of
from imaging.viewpoint import View
from keroxio.errors import EngineError
from plates.areas import Areas
from plates.covers import Cover
from plates.engines.base import Quad
from plates.masking import hide
from vehicles.models import Photo

SAMPLE = settings.BASE_DIR / "imaging" / "samples" / "plate.jpg"
SAMPLE_CAR = settings.BASE_DIR / "imaging" / "samples" / "car.webp"
SIDE_VIEW = Stance(View.SIDE, size_of(2.48))
PREVIEW_SIZE = (1200, 900)
SAMPLE_QUAD: Quad = ((155.5, 192.7), (488.2, 199.0), (487.5, 264.8), (157.9, 257.8))


def preview_of(photo: Photo, areas: Areas) -> bytes:
    """WebP of the photo's display size. Raises ``EngineError`` when storage has lost the photo or the logo."""
    try:
        with photo.display.open("rb") as file, Image.open(file) as stored:
            picture = stored.convert("RGB")
    except OSError as error:
        raise EngineError(
            gettext_noop("The photo's file cannot be opened. Remove the photo and add it again.")
        ) from error
    scale = np.array(picture.size) / (photo.width, photo.height)
    plates = [_scaled(quad, scale) for quad in ([areas.quad] if areas.quad else []) + list(areas.others)]
    faces = [_scaled(quad, scale) for quad in areas.faces]
    cover = open_cover(chosen_cover(photo.vehicle.dealership))
    return _webp(hide(picture, plates, faces, cover=cover))


def sample_of(cover: Cover) -> bytes:
    """WebP of a drawn car's plate under the cover."""
    with Image.open(SAMPLE) as picture:
        return _webp(hide(picture.convert("RGB"), [SAMPLE_QUAD], cover=cover))


def car_in(scene: Background) -> bytes:
    """WebP of a drawn car in the scene, seen from its side. Raises ``EngineError`` when storage has lost the scene."""
    return _webp(_car_in(scene))


def _car_in(scene: Background) -> Image.Image:
    with Image.open(SAMPLE_CAR) as file:
        car = file.convert("RGBA")
    try:
        return compose(car.convert("RGB"), car.getchannel("A"), replace(scene, size=PREVIEW_SIZE), SIDE_VIEW).picture
    except OSError as error:
        raise EngineError(gettext_noop("This background cannot be opened. Choose another one.")) from error


def branded(scene: Background, overlay: Overlay) -> bytes:
    """WebP of a drawn car with what is drawn onto pictures. Raises ``EngineError`` when storage has lost the scene."""
    return _webp(draw_over(_car_in(scene), overlay))


def _scaled(quad: Quad, scale: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Quad:
    first, second, third, fourth = ((float(x), float(y)) for x, y in np.array(quad) * scale)
    return first, second, third, fourth


def _webp(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=80, method=1)
    return buffer.getvalue()

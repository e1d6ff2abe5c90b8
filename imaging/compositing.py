"""Set a cut-out car in a showroom. Pixels in, pixels out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imaging.backgrounds import Background
from imaging.edges import foreground, trimmed, wrapped
from imaging.glass import find_windows, toned
from imaging.ground import find_ground
from imaging.levelling import tilt
from imaging.light import Adjustment, adjustment, to_linear, to_srgb
from imaging.shadows import Standing, reflect, shade
from imaging.sizing import FREE, WIDEST, Stance
from imaging.viewpoint import View

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Box = tuple[int, int, int, int]

RIM = 3
"""Pixels kept round the car, so that its edge is softened on all sides."""


NEAREST_CONTACT = 0.93
TURNING_ROOM = 0.1
"""In widths of the car: what turning moves stays inside."""
FAR_MARGIN = 0.02
"""Of the picture's height, between the wall's foot and the farthest tyre."""


class NoCar(ValueError):
    """The matte is empty: there is nothing to set anywhere."""


@dataclass(frozen=True)
class Placement:
    """Where the car goes in a result of the scene's size, in pixels."""

    left: int
    top: int
    width: int
    height: int


class Composition(NamedTuple):
    picture: Image.Image
    """RGB, of the scene's size."""
    car: Box
    """Where the car is in it: left, top, right and bottom in pixels."""
    toned_windows: bool = False
    """Whether windows were found and toned."""


def compose(
    photo: Image.Image, alpha: Image.Image, scene: Background, stance: Stance = FREE, *, tones_windows: bool = False
) -> Composition:
    """The car of an upright RGB photo in the scene. Raises NoCar when the matte is empty.

    ``tones_windows`` makes less of the old scenery seen through them, where they are found in a side view.
    """
    light = light_for(photo, alpha, scene)
    if stance.view == View.SIDE:
        photo, alpha = levelled(photo, alpha, tilt(photo, alpha))
    box = car_box(alpha)
    picture = scene.picture()
    place = placement(box, _rise(alpha, box), scene, (picture.shape[1], picture.shape[0]), stance)
    car, matte = _resampled(photo, alpha, box, place)
    result = picture.copy()
    # Nothing above the car changes: only the rows below its roof are worked on in floating point.
    start = max(0, place.top - RIM)
    region = to_linear(result[start:])
    standing = Standing(
        left=place.left - RIM,
        top=place.top - RIM - start,
        width=car.shape[1],
        height=car.shape[0],
        ground=find_ground(matte),
        region=(region.shape[0], region.shape[1]),
    )
    cover = trimmed(matte)
    lit = light.apply(foreground(to_linear(car), cover))
    windows = find_windows(car, matte) if tones_windows and stance.view == View.SIDE else None
    if windows is not None:
        lit = toned(lit, windows, region.mean(axis=(0, 1)))
    _paint(region, lit, cover, standing, scene)
    result[start:] = to_srgb(region)
    car_at = (place.left, place.top, place.left + place.width, place.top + place.height)
    return Composition(Image.fromarray(result), car_at, toned_windows=windows is not None)


def car_box(alpha: Image.Image) -> Box:
    box = alpha.point(lambda level: 255 if level > 127 else 0).getbbox()
    if box is None:
        raise NoCar
    return box


def levelled(photo: Image.Image, alpha: Image.Image, angle: float) -> tuple[Image.Image, Image.Image]:
    """Both cropped round the car and turned counter-clockwise by so many degrees; as they are where there are none."""
    if not angle:
        return photo, alpha
    left, top, right, bottom = car_box(alpha)
    margin = round(TURNING_ROOM * (right - left))
    box = (left - margin, top - margin, right + margin, bottom + margin)
    return _turned(photo.crop(box), angle), _turned(alpha.crop(box), angle)


def _turned(image: Image.Image, angle: float) -> Image.Image:
    """Within its frame, black where nothing was."""
    matrix = cv2.getRotationMatrix2D(((image.width - 1) / 2, (image.height - 1) / 2), angle, 1)
    # Pillow's takes half a second for a photo of 12 MP.
    return Image.fromarray(np.asarray(cv2.warpAffine(np.asarray(image), matrix, image.size, flags=cv2.INTER_CUBIC)))


def placement(box: Box, rise: float, scene: Background, size: tuple[int, int], stance: Stance = FREE) -> Placement:
    """As large as the car's stance asks for within the room the scene has; without a view, as that room allows.

    ``rise`` is how much higher the farthest tyre stands than the nearest, in heights of the car. A car seen from
    above stands nearer to the camera, so that its far tyres are on the floor and not on the wall.
    """
    width, height = box[2] - box[0], box[3] - box[1]
    room, headroom = scene.car_width_fraction * size[0], scene.max_car_height_fraction * size[1]
    wanted = stance.height(room)
    if wanted is None:
        scale = min(room / width, headroom / height)
    else:
        scale = min(wanted / height, WIDEST * room / width, headroom / height)
    wide, high = max(8, round(width * scale)), max(8, round(height * scale))
    far = scene.floor_far_y + FAR_MARGIN + rise * high / size[1]
    contact = min(max(scene.contact_y, far), max(scene.contact_y, NEAREST_CONTACT))
    return Placement((size[0] - wide) // 2, round(contact * size[1]) - high, wide, high)


def _rise(alpha: Image.Image, box: Box) -> float:
    small = alpha.resize((240, max(24, round(240 * (box[3] - box[1]) / (box[2] - box[0])))), box=box, reducing_gap=3.0)
    return find_ground(np.asarray(small)).rise / small.height


def light_for(photo: Image.Image, alpha: Image.Image, scene: Background) -> Adjustment:
    small = (160, 120)
    pixels = np.asarray(photo.resize(small, Image.Resampling.BOX, reducing_gap=2.0))
    matte = np.asarray(alpha.resize(small, Image.Resampling.BOX, reducing_gap=2.0))
    surroundings = np.asarray(cv2.resize(scene.picture(), small, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return adjustment(pixels, matte, surroundings)


def _resampled(photo: Image.Image, alpha: Image.Image, box: Box, place: Placement) -> tuple[Bytes, Bytes]:
    """The car and its matte at the result's scale, with RIM pixels round them."""
    left, top, right, bottom = box
    across, down = (right - left) / place.width, (bottom - top) / place.height
    # Where the car touches the photo's frame there is no rim to take from the photo; it is made up below.
    rims = (
        min(RIM, int(left / across)),
        min(RIM, int(top / down)),
        min(RIM, int((photo.width - right) / across)),
        min(RIM, int((photo.height - bottom) / down)),
    )
    source = (left - rims[0] * across, top - rims[1] * down, right + rims[2] * across, bottom + rims[3] * down)
    size = (place.width + rims[0] + rims[2], place.height + rims[1] + rims[3])
    car = photo.resize(size, Image.Resampling.LANCZOS, box=source, reducing_gap=3.0)
    matte = alpha.resize(size, Image.Resampling.BICUBIC, box=source, reducing_gap=3.0)
    missing = ((RIM - rims[1], RIM - rims[3]), (RIM - rims[0], RIM - rims[2]))
    return np.pad(np.asarray(car), (*missing, (0, 0)), mode="edge"), np.pad(np.asarray(matte), missing)


def _paint(region: Floats, car: Floats, cover: Floats, standing: Standing, scene: Background) -> None:
    """Shadow, reflection and car, in place; all in linear light."""
    region *= shade(standing, scene)[..., None]
    reflect(region, car, cover, standing, scene)
    inside = region[standing.top : standing.top + standing.height, standing.left : standing.left + standing.width]
    inside += (wrapped(car, cover, inside) - inside) * cover[..., None]

"""The style sheets: names that exist, and colours everyone can read."""

from __future__ import annotations

import math
import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
SHEETS = {path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in sorted(CSS.glob("*.css"))}
NUMBER = r"([\d.]+)"
OKLCH = rf"oklch\({NUMBER} {NUMBER} {NUMBER}\)"
TOKENS = {
    name: tuple(tuple(map(float, side)) for side in (values[:3], values[3:]))
    for name, *values in re.findall(rf"--color-([\w-]+): light-dark\({OKLCH}, {OKLCH}\);", SHEETS["global.css"])
}

# WCAG 2.2: 4.5 for text, 3 for the borders of controls and for icons that stand alone.
TEXT = [
    (ink, back, 4.5)
    for ink in ("ink", "muted", "accent", "accent-strong", "success", "warning", "danger")
    for back in ("page", "surface", "sunken")
]
TEXT += [(ink, f"{ink}-soft", 4.5) for ink in ("success", "warning", "danger")]
TEXT += [("accent-strong", "accent-soft", 4.5), ("accent", "accent-soft", 4.5), ("ink", "accent-soft", 4.5)]
TEXT += [("ink", f"{tone}-soft", 4.5) for tone in ("success", "warning", "danger")]
TEXT += [("on-accent", "accent", 4.5), ("on-accent", "accent-strong", 4.5), ("on-danger", "danger", 4.5)]
TEXT += [("line-strong", back, 3.0) for back in ("page", "surface", "sunken")]


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance of an OKLCH colour (B. Ottosson's matrices), channels clipped to sRGB."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: tuple[float, ...], second: tuple[float, ...]) -> float:
    light, dark = sorted((luminance(*first), luminance(*second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_it_computes_contrast_as_wcag_does() -> None:
    assert contrast((1, 0, 0), (0, 0, 0)) == pytest.approx(21, abs=0.01)
    # sRGB red (#f00) on white is 4.0 to 1.
    assert contrast((0.62796, 0.25768, 29.234), (1, 0, 0)) == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "back", "least"), TEXT)
def test_it_is_readable(ink: str, back: str, least: float, theme: int) -> None:
    assert contrast(TOKENS[ink][theme], TOKENS[back][theme]) >= least


@pytest.mark.parametrize("name", SHEETS)
def test_it_uses_variables_that_exist(name: str) -> None:
    defined = set(re.findall(r"(--[\w-]+)\s*:", " ".join(SHEETS.values())))
    used = set(re.findall(r"var\((--[\w-]+)\)", SHEETS[name]))
    assert used <= defined, used - defined


@pytest.mark.parametrize("name", SHEETS)
def test_it_belongs_to_a_layer(name: str) -> None:
    """A rule outside the layers would beat all of them."""
    bare = SHEETS[name]
    depth, outside = 0, ""
    for character in bare:
        depth += (character == "{") - (character == "}")
        outside += character if depth == 0 and character not in "{}" else ""
    assert depth == 0
    assert all(part.strip().startswith("@") for part in outside.split("\n") if part.strip()), outside.strip()

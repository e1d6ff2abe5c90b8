"""What a picture is made of: two with the same recipe are the same picture."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from imaging.covering import StoredCover

Areas = list[list[list[float]]]
"""The corners of each plate or face to hide, in pixels of the photo."""

Finish = dict[str, Any]
"""What else determines a picture, as JSON; a key that is not there means: as the studio does without being asked."""


@dataclass(frozen=True)
class Recipe:
    """Without ``cutout_id`` the photo is left whole: only hidden areas and the finish tell it from what was taken."""

    cutout_id: int | None = None
    background: str = ""
    plates: Areas = field(default_factory=list)
    faces: Areas = field(default_factory=list)
    cover: StoredCover = field(default_factory=dict)
    finish: Finish = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What is not hidden, covered or finished leaves no trace in it: older pictures keep their keys."""
        parts: list[Any] = [self.cutout_id, self.background, self.plates]
        has_cover = bool(self.plates and self.cover)
        if self.faces or has_cover or self.finish:
            parts += [self.faces, self.cover if self.plates else {}]
        if self.finish:
            parts.append(self.finish)
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @property
    def leaves_photo(self) -> bool:
        """Whether the photo as it was taken is the picture, so that none has to be made."""
        return not (self.cutout_id or self.plates or self.faces or self.finish)

    @property
    def row(self) -> dict[str, Any]:
        """The fields of a composite made by it."""
        return {
            "cutout_id": self.cutout_id,
            "background": self.background,
            "plates": self.plates,
            "faces": self.faces,
            "cover": self.cover,
            "finish": self.finish,
            "recipe": self.key,
        }


def finish(**parts: Any) -> Finish:
    """Of the parts those that ask for something."""
    return {name: part for name, part in parts.items() if part}

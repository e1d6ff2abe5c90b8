"""Networks are data: which file, how large its square input is, how its pixels are normalised."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from keroxio.errors import EngineError

TABLE = Path(__file__).with_name("networks.toml")
MISSING = "The cut-out model is not installed: run “make setup”."
WRONG = "The cut-out model's file is not the one expected: run “make setup”, or correct its checksum."

Triple = tuple[float, float, float]


class Network(BaseModel):
    """``activation`` is what the file leaves to be done: nothing, or a sigmoid on raw scores."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=40)
    weights: Path
    sha256: str = Field("", pattern="^([0-9a-f]{64})?$")
    size: int = Field(ge=32, le=4096)
    mean: Triple
    deviation: Triple
    activation: Literal["none", "sigmoid"] = "none"

    def verify(self) -> None:
        """Raises ``EngineError`` when the file is missing or is another one."""
        try:
            with self.weights.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest() if self.sha256 else ""
        except OSError as error:
            raise EngineError(MISSING) from error
        if found != self.sha256:
            raise EngineError(WRONG)


def network(model: str | Path, folder: Path) -> Network:
    """One of ``networks.toml`` with its file in ``folder``, or the TOML file at a path, its file beside it.

    Raises ``ValueError`` when there is no such network or its description is wrong.
    """
    known = tomllib.loads(TABLE.read_text())
    if str(model) in known:
        return _described({"name": str(model), **known[str(model)]}, folder)
    path = Path(model)
    if path.suffix != ".toml":
        raise ValueError(f"{model!s} is neither one of {', '.join(known)} nor a TOML file that describes a network")
    try:
        return _described(tomllib.loads(path.read_text()), path.parent)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from error


def _described(entry: dict[str, object], folder: Path) -> Network:
    described = Network.model_validate(entry)
    return described.model_copy(update={"weights": folder / described.weights})

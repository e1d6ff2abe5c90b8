"""The one error that engines raise."""

from __future__ import annotations


class EngineError(Exception):
    """An engine could not answer. The message is shown to the seller.

    ``temporary`` means that asking again later may help (network down, quota of the minute spent).
    """

    def __init__(self, message: str, *, temporary: bool = False) -> None:
        super().__init__(message)
        self.temporary = temporary

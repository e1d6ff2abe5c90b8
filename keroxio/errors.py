"""The one error that engines raise."""

from __future__ import annotations


class EngineError(Exception):
    """An engine could not answer. The message is shown to the seller.

    ``temporary`` means that asking again later may help (network down, quota of the minute spent); ``retry_after`` is
    how many seconds a service asks to be left alone, where it says so.
    """

    def __init__(self, message: str, *, temporary: bool = False, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.temporary = temporary
        self.retry_after = retry_after

"""How many ads a dealership may have written: the settings' AD_LIMIT names the function that knows."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Dealership


class LimitReached(Exception):
    """The message tells the seller which limit, and what to do."""


def check_limit(dealership: Dealership, *, ads: int = 1) -> None:
    """Raises LimitReached when the dealership may not have so many more ads written."""
    import_string(settings.AD_LIMIT)(dealership, ads=ads)


def unlimited(dealership: Dealership, *, ads: int) -> None:
    """Every plan, while none is sold."""

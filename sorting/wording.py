"""Reasons in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sorting.shots import Why


def worded(reason: dict[str, Any]) -> str:
    """What a seller reads beside a suggested photo; empty where the plate itself was read."""
    why, plate = reason.get("why", Why.ALONE), reason.get("plate", "") or _("this car")
    if why == Why.READ:
        return ""
    sentence: str = _SENTENCES[Why(why)](reason, plate)
    extras = []
    if reason.get("is_same_camera"):
        extras.append(_("same camera"))
    if reason.get("is_alike") and why != Why.ALIKE:
        extras.append(_("same colours"))
    return ", ".join([sentence, *extras])


def _after(reason: dict[str, Any], plate: str) -> str:
    if "count" in reason:
        text = ngettext("%(count)d file after %(plate)s", "%(count)d files after %(plate)s", reason["count"])
        return text % {"count": reason["count"], "plate": plate}
    return _("taken %(time)s after %(plate)s") % {"time": _time(reason), "plate": plate}


def _before(reason: dict[str, Any], plate: str) -> str:
    if "count" in reason:
        text = ngettext("%(count)d file before %(plate)s", "%(count)d files before %(plate)s", reason["count"])
        return text % {"count": reason["count"], "plate": plate}
    return _("taken %(time)s before %(plate)s") % {"time": _time(reason), "plate": plate}


def _time(reason: dict[str, Any]) -> str:
    seconds = reason.get("seconds", 0)
    if seconds < 90:
        return _("%(count)d s") % {"count": seconds}
    return _("%(count)d min") % {"count": round(seconds / 60)}


_SENTENCES: dict[Why, Callable[[dict[str, Any], str], str]] = {
    Why.NEARLY_READ: lambda reason, plate: (
        _("its plate reads %(text)s, almost %(plate)s") % {"text": reason.get("text", ""), "plate": plate}
    ),
    Why.UNSURE_PLATE: lambda reason, plate: _("hard to read: %(plate)s?") % {"plate": plate},
    Why.ALBUM: lambda reason, plate: _("in the folder %(name)s") % {"name": reason.get("text", "")},
    Why.BETWEEN: lambda reason, plate: _("between two photos of %(plate)s") % {"plate": plate},
    Why.AFTER: _after,
    Why.BEFORE: _before,
    Why.MEANWHILE: lambda reason, plate: (
        _("taken within %(time)s of %(plate)s") % {"time": _time(reason), "plate": plate}
    ),
    Why.ALIKE: lambda reason, plate: _("looks like %(plate)s") % {"plate": plate},
    Why.APART: lambda reason, plate: _("taken between two pauses, no plate read for sure"),
    Why.DOUBTFUL: lambda reason, plate: _("perhaps %(plate)s, not sure enough") % {"plate": plate},
    Why.ALONE: lambda reason, plate: _("no plate, and nothing to go by"),
    Why.PUT_BACK: lambda reason, plate: _("put here by hand"),
}

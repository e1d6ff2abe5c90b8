"""A photo as an API client sent it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from vehicles.decoding import MAX_BYTES, Decoded, RefusedPhoto, decode


def decoded(upload: Any) -> Decoded:
    """Raises ``ValidationError`` with what the client can do about it."""
    try:
        if upload.size > MAX_BYTES:
            raise RefusedPhoto(_("This file is larger than 60 MB. Send a smaller photo."))
        return decode(upload.read())
    except RefusedPhoto as refusal:
        raise ValidationError({"file": [str(refusal)]}) from refusal

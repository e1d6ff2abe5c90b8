from __future__ import annotations

from listings.models.ad import LANGUAGES, LENGTHS, TEXT_LENGTH, TITLE_LENGTH, TONES, Ad
from listings.models.cached_draft import CachedDraft
from listings.models.confirmed_claim import ConfirmedClaim
from listings.models.paperwork import Paperwork
from listings.models.portal_text import PortalText
from listings.models.portal_writing import PortalWriting
from listings.models.publication import Publication

__all__ = [
    "LANGUAGES",
    "LENGTHS",
    "TEXT_LENGTH",
    "TITLE_LENGTH",
    "TONES",
    "Ad",
    "CachedDraft",
    "ConfirmedClaim",
    "Paperwork",
    "PortalText",
    "PortalWriting",
    "Publication",
]

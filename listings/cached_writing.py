"""A writing, from the cache where the writer is worth sparing: what the dealership adds comes after the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps

from keroxio.engines import engine
from listings.facts import Facts, Seller
from listings.writers.base import AdWriter, Draft, Style


@dataclass(frozen=True)
class Written:
    draft: Draft
    from_cache: bool = False


def write_cached(facts: Facts, *, style: Style, on_text: Callable[[str], None] | None = None) -> Written:
    """Raises EngineError when no text could be written. The draft says which engine wrote it."""
    writer: AdWriter = engine("writer")
    if not writer.cache_version:
        draft = writer.write(facts, style=style, on_text=on_text)
        return Written(replace(draft, engine=draft.engine or writer.name))
    key = cache_key(facts, style=style, version=writer.cache_version)
    known = _drafts().taken(key)
    if known:
        return Written(_named(writer.personalise(known.title, known.text, facts, style=style), writer), from_cache=True)
    draft = writer.write(facts, style=style, on_text=on_text)
    # What another engine wrote in its place is not what was asked for.
    if not draft.engine and draft.body:
        values = {"engine": writer.name, "title": draft.title, "text": draft.body}
        _drafts().get_or_create(key=key, defaults=values)
    return Written(_named(draft, writer))


def cache_key(facts: Facts, *, style: Style, version: str) -> str:
    """Of the facts only those that an ad says, none of who sells and where."""
    seller = Seller(kind=facts.seller.kind)
    bare = replace(facts, seller=seller, plate="", has_composites=False, plates_masked=False, windows_toned=False)
    return hashlib.sha256(repr((bare, style, version)).encode()).hexdigest()


def _named(draft: Draft, writer: AdWriter) -> Draft:
    return replace(draft, engine=draft.engine or writer.name)


def _drafts() -> Any:
    # By its name only: the models of this app have their ads written here.
    return apps.get_model("listings", "CachedDraft")._default_manager

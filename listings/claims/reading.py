"""Every claim of a text, linked to the field that proves it, or marked as one that nothing proves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from listings.claims import dates, numbers, words
from listings.claims.base import Claim, Found, Verdict
from listings.facts import Facts
from listings.folding import fold
from listings.writers import french
from listings.writers.versions import clean_version
from vehicles.catalogue import tidy_make, tidy_model

ANY_NUMBER = re.compile(r"\d+(?:[.,:/x]\d+)*")
UNIT = r"(?! ?(?:\d{3}\b|€|eur|km|ch\b|cv\b|hp\b|kw|mois|ans?\b|%|portes?|places?|cles?\b))"
WORD = re.compile(r"\w")
# Kinds of which a part may be proven by a field, and the rest still says something.
PARTED = {"quotation", *words.KINDS}


def trace(text: str, facts: Facts, *, confirmed: Iterable[str] = ()) -> list[Claim]:
    """In the order of the text, none overlapping. ``confirmed`` are keys of claims that the seller answers for."""
    folded = fold(text)
    taken = bytearray(len(folded))
    kept = [piece for found in _all(folded, facts) for piece in _take(folded, taken, found)]
    kept += _leftover_numbers(folded, taken)
    said = _own_words(facts)
    known = set(confirmed)
    claims = [_claim(text, folded, found, said) for found in kept]
    claims = [
        replace(claim, verdict=Verdict.CONFIRMED) if claim.verdict is Verdict.UNPROVEN and claim.key in known else claim
        for claim in claims
    ]
    return sorted(claims, key=lambda claim: claim.start)


def _all(folded: str, facts: Facts) -> Iterator[Found]:
    """What is found first keeps its place: names and numbers before words, the narrow before the wide."""
    yield from _names(folded, facts)
    for reader in (*numbers.READERS, dates.dates, *words.CLOSED):
        yield from reader(folded, facts)
    yield from _quoted(folded, facts)
    equipment = sorted(words.equipment(folded, facts), key=_widest)
    yield from (found for found in equipment if found.verdict is Verdict.TRACED)
    yield from sorted(words.open_claims(folded, facts), key=_widest)
    yield from equipment
    yield from words.body(folded, facts)


def _widest(found: Found) -> int:
    return found.start - found.end


def _names(folded: str, facts: Facts) -> Iterator[Found]:
    """As the fields write them and as the catalogue does. A model named "2" is only recognised beside its make."""
    tidy = tidy_make(facts.make)
    makes = {_folded(make, 40) for make in (facts.make, tidy) if make}
    models = {_folded(model, 40) for model in (facts.model, tidy_model(tidy, facts.model)) if model}
    both = [(f"{make} {model}", "model", "") for make in makes for model in models]
    alone = [(model, "model", UNIT) for model in models if len(model) > 2 or not model.isdigit()]
    for words_, field, unit in [*both, *alone, *((make, "make", "") for make in makes)]:
        for match in re.finditer(rf"(?<![\w.,])(?<!\d ){re.escape(words_)}(?!\w){unit}", folded) if words_ else ():
            yield Found(*match.span(), "name", Verdict.TRACED, field, getattr(facts, field))


def _quoted(folded: str, facts: Facts) -> Iterator[Found]:
    """The seller's own words, repeated as they stand in a field."""
    version = clean_version(facts, make=facts.make, model=facts.model)
    # A title that ran out of room has the head of it.
    heads = [" ".join(version.split()[:count]) for count in range(len(version.split()), 0, -1)]
    quotes = [(head, "version", facts.version) for head in heads]
    quotes += [(option, "options", option) for option in sorted(facts.options, key=len, reverse=True)]
    quotes += [(part, "condition_notes", part) for part in re.split(r"(?<=[.!?])\s+|\n", facts.condition_notes)]
    seller = facts.seller
    identity = (seller.name, seller.address, seller.postcode, seller.city, seller.siren)
    quotes += [(part, "dealership", part) for part in identity]
    for words_, field, value in quotes:
        needle = _folded(words_.strip(" .!?"), 1200)
        if len(needle) > 1:
            for start in _occurrences(folded, needle):
                yield Found(start, start + len(needle), "quotation", Verdict.TRACED, field, value.strip())


def _folded(words_: str, limit: int) -> str:
    return fold(french.clean(words_, limit=limit))


def _occurrences(folded: str, needle: str) -> Iterator[int]:
    start = folded.find(needle)
    while start >= 0:
        end = start + len(needle)
        if not (WORD.match(folded[start - 1 : start]) and WORD.match(needle)) and not (
            WORD.match(folded[end : end + 1]) and WORD.match(needle[-1])
        ):
            yield start
        start = folded.find(needle, end)


def _leftover_numbers(folded: str, taken: bytearray) -> Iterator[Found]:
    for match in ANY_NUMBER.finditer(folded):
        if not any(taken[match.start() : match.end()]):
            yield Found(*match.span(), "number", Verdict.UNPROVEN)


def _take(folded: str, taken: bytearray, found: Found) -> Iterator[Found]:
    """The claim, unless one found earlier has a part of its place; of a quotation and an open claim, what is left."""
    places = [found]
    if found.kind in PARTED:
        free = "".join(" " if taken[at] else "x" for at in range(found.start, found.end))
        spans = [(found.start + match.start(), found.start + match.end()) for match in re.finditer("x+", free)]
        spans = [_trimmed(folded, start, end) for start, end in spans if WORD.search(folded[start:end])]
        places = [replace(found, start=start, end=end) for start, end in spans]
    for place in places:
        if place.start < place.end and not any(taken[place.start : place.end]):
            taken[place.start : place.end] = b"\1" * (place.end - place.start)
            yield place


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int]:
    words_ = folded[start:end]
    return end - len(words_.lstrip()), start + len(words_.rstrip())


def _own_words(facts: Facts) -> list[tuple[str, str, str]]:
    """(folded, field, value) of what the seller wrote in fields, which proves the same words in the text."""
    version = clean_version(facts, make=facts.make, model=facts.model)
    fields = [("version", version), ("condition_notes", facts.condition_notes)]
    fields += [("options", option) for option in facts.options]
    return [(fold(value), field, value) for field, value in fields if value]


def _claim(text: str, folded: str, found: Found, said: list[tuple[str, str, str]]) -> Claim:
    plain = folded[found.start : found.end].strip()
    if found.verdict is Verdict.UNPROVEN and found.kind != "number":
        proof = next(((field, value) for words_, field, value in said if plain in words_), None)
        if proof:
            found = replace(found, verdict=Verdict.TRACED, field=proof[0], value=proof[1])
    return Claim(
        kind=found.kind,
        phrase=text[found.start : found.end],
        start=found.start,
        end=found.end,
        verdict=found.verdict,
        field=found.field,
        value=found.value,
    )

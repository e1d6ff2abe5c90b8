"""A car's version as it may be printed: what sellers pack into the field besides, and nobody has proven, left out."""

from __future__ import annotations

import html
import re
import unicodedata

from listings.claims import numbers, words
from listings.claims.base import Verdict
from listings.facts import Facts
from listings.folding import fold
from listings.writers import french

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|%2B")
# Sales talk and particulars that have fields of their own; from there on the version is no version any more.
TALK = re.compile(
    r"(?:\b(?:garanti\w*|[123]\s?[eè]?(?:re|er|me|eme)?\s?main\b|premi[eè]re? main|deuxi[eè]me main|tva\b|entretien"
    r"|suivi\b|r[eé]vis[eé]|origine\b|fran[cç]ais\b|malus|reprise|livraison|factures?|ct ok|faible|tout compris|prix"
    r"|urgent|n[eé]goci\w*|soh\b|km wltp|hors homologation|homologation)"
    r"|\b\d[\d\s.,]*(?:mkm|kms?)\b|\b\d{5,}\b|\d\s?%|€|\bkms?\b).*",
    re.IGNORECASE,
)
# A year here would be taken for that of the first registration.
YEAR = re.compile(r"\b(?:(?:0?[1-9]|1[0-2])[-/.])?(?:19[5-9]|20[0-3])\d(?:\.\d)?\b(?!\s?cm)")
LAST_WORDS = re.compile(
    r"(?:\s+(?:de|du|des|et|avec|pour|hors|série|finition|annee|année|-\d{2}|&|\+))+$", re.IGNORECASE
)
# A hyphen or a full stop that stands by itself parts nothing that a reader wants parted.
LONE_SIGN = re.compile(r"(?<=\s)[-–—.](?=\s)")
GEARBOX = re.compile(r"\bbo[iî]te (?:manuelle|m[eé]canique|auto\w*)", re.IGNORECASE)
ELECTRIC = re.compile(r"^(?:moteur )?[ée]lectri(?:que|c)\b", re.IGNORECASE)
SHOUTED = re.compile(r"(?<![\w&])[A-ZÀ-Ý]{4,}(?![\w&])")
HORSES = re.compile(r"\b(\d{2,3} ?)CH\b")
# Written by their makers as they are here.
SPELLED = {
    name.upper(): name
    for name in ("PureTech", "BlueHDi", "EcoBoost", "TDCi", "CRDi", "CDTI", "DDiS", "MIVEC", "ECOTEC", "PHEV", "MHEV",
                 "TFSI", "VVTI", "VTEC", "TwinAir", "MultiAir", "CarPlay", "BVA", "SUV", "Stop")
}  # fmt: skip
REPEATED_WORD = re.compile(r"\b(\w+)(?: \1)+\b", re.IGNORECASE)
LONGEST = 80


def clean_version(facts: Facts, *, make: str, model: str) -> str:
    """Without what another field contradicts either. Empty where nothing is left that says anything."""
    text = ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else "+", html.unescape(facts.version))
    text = LONE_SIGN.sub(" ", re.sub(r"[*/|~«»#]+", " ", text))
    text = french.clean(text, limit=LONGEST)
    text = YEAR.sub("", TALK.sub("", text))
    text = _without_contradictions(GEARBOX.sub("", text) if facts.gearbox else text, facts)
    text = re.sub(r"\s+", " ", LONE_SIGN.sub(" ", f" {text} ")).strip()
    text = _spoken(REPEATED_WORD.sub(r"\1", without_name(text, make, model)))
    text = LAST_WORDS.sub("", re.sub(r"\(\s*\)|\([^)]*$", "", text).strip(" -–—,;:+&!.'’"))
    text = re.sub(r"\s+", " ", text).strip(" -–—,;:+&!.'’")
    return "" if re.fullmatch(r"\d{1,2}", text) else text


def _without_contradictions(text: str, facts: Facts) -> str:
    folded = fold(text)
    readers = (numbers.power, numbers.doors, numbers.seats, words.fuel, words.gearbox)
    wrong = [found for read in readers for found in read(folded, facts) if found.verdict is Verdict.CONTRADICTED]
    for found in sorted(wrong, key=lambda one: one.start, reverse=True):
        text = text[: found.start] + text[found.end :]
    return text


def _spoken(text: str) -> str:
    """Without the capitals of a form that knows no others: "LIMOUSINE 35 TFSI 150CH" is not for reading aloud."""
    is_shouted = text.isupper()

    def lowered(match: re.Match[str]) -> str:
        word = match[0]
        is_word = any(letter in "AEIOUYÉÈ" for letter in word) and (is_shouted or len(word) > 4)
        return SPELLED.get(word, word.capitalize() if is_word else word)

    text = ELECTRIC.sub("électrique", SHOUTED.sub(lowered, text))
    return HORSES.sub(lambda match: f"{match[1]}ch", text)


def without_name(version: str, make: str, model: str) -> str:
    """Sellers often repeat make, model or the model's last word ("A 180", "180 Style") at the head of the version.

    Also written together ("RX400" of an RX 400, "Mazda6"), or glued to what follows ("FordLariat").
    """
    last = model.split()[-1:]
    letter = [part[-1] for part in last if re.search(r"\d[a-z]$", part)]
    for name in (f"{make} Automobiles", make, f"{make} {model}", model, model.removeprefix(f"{make} "), *last, *letter):
        version = version[_end_of(name, version) or _glued(version, name) :].strip(" -–,;:")
    return version


def _end_of(name: str, version: str) -> int:
    """Where the name ends that the version begins with, spaces and hyphens aside; 0 where it does not, or goes on."""
    wanted, at = re.sub(r"[\s-]", "", _plain(name)), 0
    plain = _plain(version)
    # A lone figure is an engine's or a generation's as often as a model's.
    if not wanted or (len(wanted) == 1 and wanted.isdigit()):
        return 0
    for sign in wanted:
        while at < len(plain) and plain[at] in " -" and at:
            at += 1
        if plain[at : at + 1] != sign:
            return 0
        at += 1
    return at if not plain[at : at + 1].strip() else 0


def _glued(version: str, name: str) -> int:
    """Where the name ends when a capital follows it at once, else 0."""
    is_glued = (
        len(name) > 3 and _plain(version).startswith(_plain(name)) and version[len(name) : len(name) + 1].isupper()
    )
    return len(name) if is_glued and version[len(name) - 1].islower() else 0


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))

"""What the law asks of an ad and this one lacks, and what in it the car's particulars contradict or do not prove."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from listings.claims.base import Claim, Verdict
from listings.claims.reading import trace
from listings.critair import crit_air
from listings.duties import Duty, Level, duties, duty
from listings.facts import OWN_STOCK, Facts
from listings.folding import fold
from listings.inspections import inspection_is_fresh, needs_inspection
from listings.writers import mentions

FRENCH = re.compile(r"\b(?:le|la|les|de|des|du|et|une?|est|avec|pour|sur|vous|nous|je)\b")
ENGLISH = re.compile(r"\b(?:the|and|with|for|this|my|is|of|to|in|on|by|registered|price)\b")
EXCLUDED = re.compile(
    r"\b(?:vendue? en l'etat|en l'etat\b|sans (?:aucune )?garantie|ni garantie|sold as is|no warranty)"
)
ENOUGH_WORDS = 12


@dataclass(frozen=True)
class Case:
    """What is checked: the facts, title and text as they would be published ("" before they are written), the day.

    ``confirmed`` are keys of claims that the seller answers for.
    """

    facts: Facts
    text: str
    today: date
    title: str = ""
    confirmed: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def plain_text(self) -> str:
        return re.sub(r"\s+", " ", self.text).lower()

    @cached_property
    def claims(self) -> list[Claim]:
        """Of the title and, a line below, the text."""
        return trace(f"{self.title}\n{self.text}", self.facts, confirmed=self.confirmed) if self.text else []


@dataclass(frozen=True)
class Finding:
    """``claims`` are the words that it is about, where it is about words."""

    duty: Duty
    level: Level
    claims: tuple[Claim, ...] = ()

    @property
    def is_blocking(self) -> bool:
        return self.level is Level.BLOCKING

    @property
    def field(self) -> str:
        """Where it is put right; a contradiction in the text also where its field may be wrong."""
        return self.duty.field


def check(
    facts: Facts, *, text: str = "", title: str = "", today: date, confirmed: Iterable[str] = ()
) -> list[Finding]:
    """The duties that this seller has not met, the gravest first. Duties on the text wait until there is one."""
    return findings_of(Case(facts, text, today, title, frozenset(confirmed)))


def findings_of(case: Case) -> list[Finding]:
    is_garage = case.facts.seller.is_garage
    found = []
    for one in duties():
        level = one.level_for(is_garage=is_garage)
        if level and (case.text or one.field != "text") and not CHECKS.get(one.check, _is_filled)(case, one):
            found.append(Finding(one, level))
    found += _about_words("contradiction", _with(case.claims, Verdict.CONTRADICTED), is_garage=is_garage)
    found += _about_words("unproven", _with(case.claims, Verdict.UNPROVEN), is_garage=is_garage)
    found += _about_words("particulars_disagree", disagreements(case.facts), is_garage=is_garage)
    return sorted(found, key=lambda finding: list(Level).index(finding.level))


def disagreements(facts: Facts) -> list[Claim]:
    """Options and notes that another particular contradicts: "diesel" among the options of an electric car."""
    words = "\n".join((*facts.options, facts.condition_notes))
    return _with(trace(f"\n{words}", facts), Verdict.CONTRADICTED)


def _with(claims: Iterable[Claim], verdict: Verdict) -> list[Claim]:
    return [claim for claim in claims if claim.verdict is verdict]


def _about_words(code: str, claims: list[Claim], *, is_garage: bool) -> list[Finding]:
    found = duty(code)
    level = found.level_for(is_garage=is_garage)
    return [Finding(found, level, tuple(claims))] if claims and level else []


def _is_filled(case: Case, one: Duty) -> bool:
    return getattr(case.facts, one.field) not in (None, "")


def _says_mileage_is_not_guaranteed(case: Case, one: Duty) -> bool:
    is_due = case.facts.mileage_km is not None and not case.facts.mileage_guaranteed
    return not is_due or mentions.NOT_GUARANTEED in case.plain_text


def _says_who_sells(case: Case, one: Duty) -> bool:
    siren = re.sub(r"\D", "", case.facts.seller.siren)
    return not siren or siren in re.sub(r"\s", "", case.text)


def _says_price(case: Case, one: Duty) -> bool:
    price = case.facts.price_eur
    return price is None or str(price) in re.sub(r"[\s.,]", "", case.text)


def _says_for_whom(case: Case, one: Duty) -> bool:
    words = mentions.SALE_MODES.get(case.facts.sale_mode)
    return case.facts.sale_mode == OWN_STOCK or words is None or words.key in case.plain_text


def _inspection_is_in_order(case: Case, one: Duty) -> bool:
    if not needs_inspection(case.facts, case.today):
        return True
    return case.facts.inspection_date is not None and inspection_is_fresh(case.facts.inspection_date, case.today)


def _is_in_french(case: Case, one: Duty) -> bool:
    words = fold(case.text.removesuffix(mentions.legal_mentions(case.facts, said="")))
    french, english = len(FRENCH.findall(words)), len(ENGLISH.findall(words))
    return french + english < ENOUGH_WORDS or french >= english


def _hides_the_plate(case: Case, one: Duty) -> bool:
    plate = re.sub(r"\W", "", case.facts.plate).lower()
    return len(plate) < 5 or plate not in re.sub(r"[\s-]", "", case.plain_text)


CHECKS: dict[str, Callable[[Case, Duty], bool]] = {
    "mileage_not_guaranteed": _says_mileage_is_not_guaranteed,
    "price_in_text": _says_price,
    "seller_name": lambda case, one: bool(case.facts.seller.name),
    "seller_siren": lambda case, one: bool(case.facts.seller.siren),
    "seller_address": lambda case, one: bool(case.facts.seller.city),
    "seller_in_text": _says_who_sells,
    "sale_mode": _says_for_whom,
    "guarantee": lambda case, one: mentions.CONFORMITY in case.plain_text,
    "guarantee_excluded": lambda case, one: not EXCLUDED.search(fold(case.text)),
    "crit_air": lambda case, one: crit_air(case.facts) is not None,
    "inspection": _inspection_is_in_order,
    "composites": lambda case, one: not case.facts.has_composites or mentions.COMPOSITE in case.plain_text,
    "french": _is_in_french,
    "plate_in_text": _hides_the_plate,
    # Found by reading the claims, not by a check of their own.
    "never": lambda case, one: True,
}

"""What the law wants said in every ad, as the last paragraph of its text.

Décret n° 78-993 du 4 octobre 1978, modifié par le décret n° 2000-576 (dénomination, date, kilométrage); code de la
consommation, art. L. 111-1 (identité du professionnel, garanties légales), L. 217-3 (conformité) et L. 121-2
(présentation trompeuse); code civil, art. 1641 (vices cachés).
"""

from __future__ import annotations

from dataclasses import dataclass

from listings.facts import CONSIGNMENT, MANDATE, Facts, Seller
from listings.writers import french

NOT_GUARANTEED = "non garanti"
MILEAGE_NOT_GUARANTEED = "Kilométrage inscrit au compteur, non garanti."
CONFORMITY = "garantie légale de conformité"
GUARANTEES = (
    f"Véhicule couvert par la {CONFORMITY} (articles L. 217-3 et suivants du code de la consommation)"
    " et par la garantie des vices cachés (articles 1641 et suivants du code civil)."
)
COMPOSITE = "décor remplacé"
PLATES, WINDOWS = "plaque masquée", "vitres assombries"


@dataclass(frozen=True)
class SaleMode:
    """``key`` is what a text must have, in lower case; ``sentence`` what is printed."""

    key: str
    sentence: str


SALE_MODES = {
    CONSIGNMENT: SaleMode("dépôt-vente", "Véhicule en dépôt-vente, vendu pour le compte de son propriétaire."),
    MANDATE: SaleMode("mandat", "Véhicule vendu par un mandataire, pour le compte de son propriétaire."),
}


def legal_mentions(facts: Facts, *, said: str) -> str:
    """What follows ``said``, the text before; empty for a private seller who has nothing left to state."""
    lines = []
    is_doubtful = facts.mileage_km is not None and not facts.mileage_guaranteed
    if is_doubtful and (facts.seller.is_garage or NOT_GUARANTEED not in said):
        lines.append(MILEAGE_NOT_GUARANTEED)
    if facts.seller.is_garage:
        lines += [identity(facts.seller), _sale_mode(facts), GUARANTEES]
    if facts.has_composites:
        lines.append(_of_photos(facts))
    return french.typeset(" ".join(line for line in lines if line))


def _of_photos(facts: Facts) -> str:
    parts = [COMPOSITE, PLATES if facts.plates_masked else "", WINDOWS if facts.windows_toned else ""]
    *first, last = [part for part in parts if part]
    changed = f"{', '.join(first)} et {last}" if first else last
    return f"Photos : {changed}, véhicule non retouché{' par ailleurs' if facts.windows_toned else ''}."


def _sale_mode(facts: Facts) -> str:
    mode = SALE_MODES.get(facts.sale_mode)
    return mode.sentence if mode else ""


def identity(seller: Seller) -> str:
    """ "Vendu par Garage du Parc, SIREN 732 829 320, 3 rue du Parc, 69003 Lyon."; empty without a name."""
    name = french.clean(seller.name, limit=80)
    if not name:
        return ""
    town = french.clean(f"{seller.postcode} {seller.city}", limit=80)
    parts = [
        f"Vendu par {name}",
        siren(seller),
        french.clean(seller.address, limit=120),
        town,
    ]
    return french.sentence(", ".join(part for part in parts if part))


def siren(seller: Seller) -> str:
    """ "SIREN 732 829 320", or "" when unknown."""
    digits = "".join(c for c in seller.siren if c.isdigit())
    return f"SIREN {digits[:3]} {digits[3:6]} {digits[6:]}".replace(" ", french.HARD) if len(digits) == 9 else ""

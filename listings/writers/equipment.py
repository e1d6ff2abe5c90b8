"""A seller's list of options, cleaned, grouped and ranked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from listings.writers import french

SAFETY = "Sécurité et aides à la conduite"
COMFORT = "Confort"
MEDIA = "Multimédia et connectivité"
STYLE = "Extérieur et style"
PRACTICAL = "Pratique"
CHARGING = "Recharge"
UPKEEP = "Entretien et historique"
OTHER = "Autres équipements"

# Looked for in this order, without accents, at the start of a word; the first that matches decides.
GROUPS: tuple[tuple[str, str], ...] = (
    (
        UPKEEP,
        (
            r"carnet|entretien|revision|vidange|distribution|courroie|facture|pneus? neuf|pneus? recent"
            r"|plaquettes|garantie|embrayage neuf|batterie neuve|premiere main|1ere main"
            r"|non[- ]fumeur|double des? cle|deux cles|2 cles"
        ),
    ),
    (
        CHARGING,
        r"recharge|charge|wallbox|pompe a chaleur|cable|batterie|v2l|type 2|chademo|ccs",
    ),
    (
        SAFETY,
        (
            r"abs|esp|airbag|freinage|alerte|detecteur|detection|angle[s]? mort|radar|camera|regulateur|limiteur|aide"
            r"|maintien|franchissement|park assist|stationnement|isofix|anti[- ]?demarrage|alarme|reconnaissance"
            r"|feux auto|allumage auto|essuie|phare|feux|led|xenon|matrix|pression des pneus|affichage tete haute"
            r"|head[- ]up|pilot assist|autopilot|conduite|4x4|quattro|4 roues motrices|differentiel"
        ),
    ),
    (
        MEDIA,
        (
            r"gps|navigation|apple|carplay|android|bluetooth|usb|ecran|tablette|autoradio|radio|dab|hifi|hi-fi|son "
            r"|audio|enceinte|haut-parleur|bose|harman|jbl|focal|burmester|bang|induction|chargeur|telephone|wifi|wi-fi|connect"
            r"|virtual cockpit|combine numerique|compteur numerique|i-cockpit|commande vocale|ordinateur"
        ),
    ),
    (
        COMFORT,
        (
            r"clim|siege|sellerie|cuir|alcantara|tissu|volant|chauff|accoudoir|massant|vitres? electrique|retro"
            r"|acces|demarrage|mains libres|keyless|cle |toit ouvrant|toit panoramique|toit vitre|suspension|ambiance"
            r"|store|memoire|electrique|verrouillage|fermeture|direction assistee|pare-brise|confort"
        ),
    ),
    (
        STYLE,
        (
            r"jante|peinture|metallis|nacre|vitres? (?:sur)?teintee|vitrage|surteinte|pack|becquet|aileron|chrome"
            r"|bi-?ton|toit noir|kit|sport|s line|m sport|amg|gt line|r line|calandre|antibrouillard|echappement|toit"
        ),
    ),
    (
        PRACTICAL,
        (
            r"attelage|crochet|barres? de toit|rail|coffre|hayon|banquette|roue de secours|galerie|filet|tapis|prise 12"
            r"|prise 220|rangement|plancher|isofix|modulable|7 places|porte coulissante|portes? laterale"
        ),
    ),
)
ORDER = (SAFETY, COMFORT, MEDIA, CHARGING, STYLE, PRACTICAL, OTHER)

# What buyers look for first, in this order.
SOUGHT = re.compile(
    r"\b(?:(camera)|(gps|navigation)|(carplay|android auto)|(toit ouvrant|toit panoramique|toit vitre)"
    r"|(sieges? (?:avant )?(?:chauffant|electrique|massant|ventile))|(cuir|alcantara)|(pompe a chaleur)"
    r"|(regulateur adaptatif|regulateur de vitesse adaptatif|acc\b)|(attelage)|(matrix|full led)|(tete haute)"
    r"|(hayon electrique|hayon mains)|(mains libres|keyless)|(climatisation automatique|clim auto|bi-?zone)|(led)"
    r"|(radar)|(bose|harman|jbl|focal|burmester)|(jantes))"
)
PATTERNS = tuple((group, re.compile(rf"\b(?:{words})")) for group, words in GROUPS)
ACRONYM = re.compile(r"^(?:[A-Z0-9/+.&-]{1,5}|[a-z]?[A-Z][a-z]*[A-Z]\w*|.*\d.*)$")
PROPER = re.compile(
    r"^(?:apple|android|bluetooth|bose|harman|jbl|focal|alcantara|isofix|burmester|bang|matrix|park|virtual|head|quattro"
    r"|alpine|google|meta|amazon|brembo|michelin|pack)",
    re.IGNORECASE,
)
# Words that sellers type in capitals or without accents.
ACCENTS = {
    re.sub("[éèê]", "e", word): word
    for word in (
        "caméra", "écran", "siège", "sièges", "régulateur", "électrique", "électriques", "démarrage", "accès", "clé",
        "clés", "rétroviseur", "rétroviseurs", "métallisée", "arrière", "tête", "démontable", "teintées", "surteintées",
        "mémoire", "révision", "détecteur", "détection", "sécurité", "téléphone", "intérieur", "extérieur", "numérique",
        "fenêtres", "éclairage", "récente", "véhicule",
    )
}  # fmt: skip
LONGEST = 80


def clean_options(options: Sequence[str]) -> list[str]:
    """In the seller's words and order, each once, as they read in the middle of a sentence."""
    kept: dict[str, str] = {}
    for option in options:
        words = french.clean(option, limit=LONGEST).strip(" -•*·.;,:")
        if words:
            kept.setdefault(_plain(words), _mid_sentence(words))
    return list(kept.values())


def group(options: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Cleaned options by group, in the order of ORDER, UPKEEP left out."""
    groups: dict[str, list[str]] = {name: [] for name in ORDER}
    for option in options:
        name = group_of(option)
        if name != UPKEEP:
            groups[name].append(option)
    return [(name, items) for name, items in groups.items() if items]


def upkeep(options: Sequence[str]) -> list[str]:
    return [option for option in options if group_of(option) == UPKEEP]


def group_of(option: str) -> str:
    plain = _plain(option)
    return next((name for name, pattern in PATTERNS if pattern.search(plain)), OTHER)


def sought(options: Sequence[str], count: int) -> list[str]:
    """The ``count`` options buyers look for most, one of each sort."""
    found: dict[int, str] = {}
    for option in options:
        match = SOUGHT.search(_plain(option))
        if match and match.lastindex and group_of(option) != UPKEEP:
            found.setdefault(match.lastindex, option)
    return [found[rank] for rank in sorted(found)][:count]


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _mid_sentence(words: str) -> str:
    if len(words) > 6 and words.isupper():
        words = words.lower()
    first = words.split(" ", 1)[0]
    if not (ACRONYM.match(first) or PROPER.match(words)):
        words = words[0].lower() + words[1:]
    return re.sub(r"\w+", lambda match: ACCENTS.get(match[0], match[0]), words)

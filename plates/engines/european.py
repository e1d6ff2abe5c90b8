"""Plates of other European countries, as they are written today and on cars still on the road.

Sources: Wikipedia, "Vehicle registration plates of …" for each country, and where a rule is not obvious the law named
beside it.
"""

from __future__ import annotations

from itertools import product

from plates.engines.grammar import Kind, Template

_SPANISH_PROVINCES = (
    "A AB AL AV B BA BI BU C CA CC CE CO CR CS CU GC GE GI GR GU H HU IB J L LE LO LU M MA ML MU NA O OR OU P PM PO S"
    " SA SE SG SH SO SS T TE TF TO V VA VI Z ZA"
)
_SWISS_CANTONS = "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH"
_ROMANIAN_COUNTIES = (
    "AB AG AR BC BH BN BR BT BV BZ CJ CL CS CT CV DB DJ GJ GL GR HD HR IF IL IS MH MM MS NT OT PH SB SJ SM SV TL TM TR"
    " VL VN VS"
)
# Vyhláška 9/2009 Z. z., annex; the personal plates keep the district, the others need not since 2023.
_SLOVAK_DISTRICTS = (
    "BA BL BB BC BJ BN BR BS BY CA DK DS DT GA GL HC HE IL KA KE KI KK KM KN KS LC LE LM LV MA MI ML MT MY NM NO NR NZ"
    " PB PD PE PK PN PO PP PT PU PV RA RK RS RV SA SB SC SE SI SK SL SN SO SP SV TN TO TR TS TT TV VK VT ZA ZC ZH ZM ZV"
)
# What follows a Polish district of two and of three letters, or three of the old plates.
_POLISH_TWO = ("99999", "9999A", "999AA", "9A999", "9AA99")
_POLISH_THREE = ("9999", "A999", "99AA", "9A99", "99A9", "9AA9", "AA99", "99999", "9999A", "999AA", "A99A", "A9AA")

_CROATIAN_PLACES = (
    "BJ BM CK DA DE DJ DU GS IM KA KC KR KT KZ MA NA NG OG OS PU PZ RI SB SI SK SL ST VK VT VU VZ ZD ZG ZU"
)
_AUSTRIAN_DISTRICTS = (
    "AM B BA BL BM BN BR BZ DL DO E EF EU FB FE FF FK FR G GB GD GF GM GR GS GU HA HB HE HF HL HO I IL IM JE JO JU JW K"
    " KB KF KG KI KL KO KR KS KU L LA LB LE LF LI LL LN LZ MA MD ME MI ML MT MU MZ ND NK OP OW P PE PL RA RE RI RO S SB"
    " SD SE SL SO SP SR SV SW SZ TA TU UU VB VI VK VL VO W WB WE WK WL WN WO WT WU WY WZ ZE ZT ZW"
)
_SLOVENIAN_PLACES = "CE GO KK KP KR LJ MB MS NM PO SG"

# Kennzeichen: one to three letters of the district, one or two letters, up to four digits without a leading zero, eight
# characters in all (FZV § 9, annex 2); E ends those of electric, H those of historic cars.
_GERMAN = tuple(
    f"{'A' * place} {'A' * letters} {'8' + '9' * (digits - 1)}{ending}"
    for place, letters, digits, ending in product((1, 2, 3), (1, 2), (1, 2, 3, 4), ("", "T"))
    if place + letters + digits + len(ending) <= 8
)


def _of(country: str, *patterns: str, places: str = "") -> tuple[Template, ...]:
    known = frozenset(places.split())
    return tuple(Template(Kind.FOREIGN, country, pattern, known) for pattern in patterns)


FOREIGN = (
    # Real Decreto 2822/1998: no vowels, no Q; the letter in front marks temporary, tourist and historic cars.
    *_of("ES", "9999 CCC", '"P" 9999 CCC', '"T" 9999 CCC', '"H" 9999 CCC', '"E" 9999 CCC'),
    *_of("ES", "A-9999-A", "A-9999-AA", "AA-9999-A", "AA-9999-AA", places=_SPANISH_PROVINCES),
    # Arrêté royal of 20 July 2001: an index (8 and 9 chosen by the owner, letters for oldtimers, taxis, trailers).
    *_of("BE", '"1"-AAA-999', '"2"-AAA-999', '"8"-AAA-999', '"9"-AAA-999', '"O"-AAA-999', '"T"-AAA-999', '"Q"-AAA-999'),
    *_of("BE", "AAA-999", "999-AAA"),
    # D.M. of 4 August 1998: I, O, Q and U are not used; nothing stands between number and letters.
    *_of("IT", "II 999II", "II 99999"),
    *_of("PT", "99-AA-99", "AA-99-99", "99-99-AA", "AA-99-AA"),
    # DVLA INF104: two letters of the region (never I, Q, Z), the year, three letters without I and Q; before 2001 a
    # letter of the year in front, before 1983 behind; Northern Ireland has an I or a Z.
    *_of("GB", "GG99 BBB", "G999 BBB", "G99 BBB", "G9 BBB", "BBB 999G", "BBB 99G", "AAZ 9999", "AAZ 999"),
    # RDW: consonants only, no C and Q, in sidecodes 1 to 14.
    *_of("NL", "99-NNN-9", "9-NNN-99", "NN-999-N", "N-999-NN", "NNN-99-N", "99-NN-NN", "NN-NN-99", "NN-99-NN"),
    *_of("NL", "99-NN-99", "NN-99-99", "99-99-NN", "9-NN-999", "999-NN-9"),
    *_of("LU", "AA 9999"),
    *_of("CH", "AA 9999", "AA 99999", "AA 999999", "AA 999", places=_SWISS_CANTONS),
    *_of("SK", "AA-999AA"),
    *_of("SK", "AA-AAA99", "AA-AAAA9", "AA-AAAAA", places=_SLOVAK_DISTRICTS),
    *_of("CZ", "9R9 9999", "9RR 9999", "AAA 99-99", '"EL"9 99AA'),
    *_of("PL", *(f"PA {rest}" for rest in _POLISH_TWO), *(f"PAA {rest}" for rest in _POLISH_THREE)),
    # Diplomatic ones have six digits, personal ones a digit of the region and the owner's choice.
    *_of("PL", "P 999999", "P9 AAA", "P9 AAAA", "P9 AAAAA", "P9 AAA99", "P9 AAAA9"),
    *_of("RO", "AA 99 AAA", places=_ROMANIAN_COUNTIES),
    *_of("RO", '"B" 99 AAA', '"B" 999 AAA'),
    *_of("BG", "A 9999 AA", "AA 9999 AA"),
    *_of("HU", "AAA-999", "AA AA-999"),
    *_of("HR", "AA 999-AA", "AA 9999-AA", "AA 999-A", "AA 9999-A", places=_CROATIAN_PLACES),
    *_of("SI", "AA AA-999", "AA A9-999", "AA 99-AAA", places=_SLOVENIAN_PLACES),
    *_of("AT", "AA-999 AA", "A-9999 A", "A-99999 A", "AA-999 A", "AA-99 AAA", "A-999 AAA", places=_AUSTRIAN_DISTRICTS),
    *_of("SE", "AAA 999", "AAA 99A"),
    *_of("DK", "AA 99 999"),
    *_of("NO", "AA 99999"),
    *_of("FI", "AAA-999"),
    *_of("IE", "99-A-99999", "999-A-99999", "99-A-9999", "999-A-9999", "999-A-999", "999-AA-999"),
    *_of("LT", "AAA 999"),
    *_of("LV", "AA-9999"),
    *_of("EE", "999 AAA"),
    *_of("GR", "AAA-9999"),
    *_of("TR", "99 AAA 99", "99 AA 999", "99 A 9999", "99 AA 9999", "99 AAA 999"),
    *_of("DE", *_GERMAN),
)

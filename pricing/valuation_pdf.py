"""The valuation on one page of A4, for the customer: drawn with the fonts every PDF reader has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from pricing import charts
from pricing.models import PriceAdjustment, Valuation
from pricing.wording import FACTORS, doubts_in_words, euros, fact_in_words
from vehicles.models import Vehicle

MARGIN, WIDTH = 16, 178
INK, MUTED, LINE = (24, 30, 40), (95, 102, 115), (205, 210, 218)
ACCENT, SOFT, MORE, LESS = (24, 76, 180), (228, 236, 250), (20, 120, 70), (178, 44, 44)
MOST_REASONS, MOST_COMPARABLES = 9, 5


def valuation_pdf(vehicle: Vehicle, valuation: Valuation, adjustments: dict[str, int], nearest: Sequence[Any]) -> bytes:
    """``nearest`` are comparables; ``valuation`` has a price."""
    page = _Page()
    page.head(vehicle, valuation)
    page.prices(valuation)
    page.doubts(valuation)
    page.reasons(valuation, adjustments)
    page.curve(valuation)
    page.comparables(nearest)
    page.foot(valuation)
    return bytes(page.pdf.output())


class _Page:
    def __init__(self) -> None:
        self.pdf = FPDF(format="A4")
        self.pdf.core_fonts_encoding = "windows-1252"
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_margins(MARGIN, MARGIN)
        self.pdf.add_page()

    def text(
        self, text: str, *, size: float = 9, bold: bool = False, color: Sequence[int] = INK, align: str = "L"
    ) -> None:
        """One paragraph over the page's width, below the last."""
        self._font(size, bold=bold, color=color)
        self.pdf.multi_cell(WIDTH, size * 0.48, _plain(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _font(self, size: float, *, bold: bool = False, color: Sequence[int] = INK) -> None:
        self.pdf.set_font("Helvetica", "B" if bold else "", size)
        self.pdf.set_text_color(*color)

    def _at(
        self, x: float, y: float, width: float, text: str, *, align: str = "L", size: float = 8.5, **font: Any
    ) -> None:
        """One line in a box, cut to its width."""
        self._font(size, **font)
        shown = _plain(text)
        while shown and self.pdf.get_string_width(shown) > width - 1:
            shown = shown[:-1]
        self.pdf.set_xy(x, y)
        self.pdf.cell(width, 4.6, shown, align=align)

    def _title(self, text: str) -> None:
        self.pdf.ln(3.5)
        self.text(text, size=11, bold=True)
        self.pdf.ln(0.8)

    def head(self, vehicle: Vehicle, valuation: Valuation) -> None:
        garage = vehicle.dealership
        self.pdf.set_title(_plain(f"{_('Valuation')} {vehicle.title}"))
        self.text(garage.name, size=10, bold=True, color=ACCENT)
        self.text(" · ".join(filter(None, (f"{garage.postcode} {garage.city}".strip(), garage.phone))), color=MUTED)
        self.pdf.ln(4)
        self.text(vehicle.title, size=17, bold=True)
        facts = valuation.inputs
        registered = "/".join(
            f"{part:02}"
            for part in (facts["first_registration_month"], facts["first_registration_year"])
            if part is not None
        )
        shown = [
            registered,
            f"{euros(facts['mileage_km'])} km",
            *(str(fact_in_words(name, str(facts[name] or ""))) for name in ("fuel", "gearbox", "body", "color")),
            f"{facts['power_hp']} {_('hp')}" if facts["power_hp"] else "",
        ]
        self.text(" · ".join(filter(None, shown)), size=10, color=MUTED)

    def prices(self, valuation: Valuation) -> None:
        self.pdf.ln(4)
        top, third = self.pdf.get_y(), WIDTH / 3
        columns = [
            (_("Low"), valuation.low, _("To sell fast")),
            (_("Recommended"), valuation.recommended, _("The market price")),
            (_("High"), valuation.high, _("If you can wait")),
        ]
        self.pdf.set_fill_color(*SOFT)
        self.pdf.rect(MARGIN + third, top, third, 23, style="F", round_corners=True, corner_radius=2)
        for number, (name, price, meaning) in enumerate(columns):
            x, is_main = MARGIN + number * third, number == 1
            self._at(x, top + 2, third, name, align="C", bold=True)
            size = 19 if is_main else 15
            self._font(size, bold=True, color=ACCENT if is_main else INK)
            self.pdf.set_xy(x, top + 7)
            self.pdf.cell(third, 9, _plain(f"{euros(price)} €"), align="C")
            self._at(x, top + 17, third, meaning, align="C", color=MUTED)
        self.pdf.set_xy(MARGIN, top + 25)

    def doubts(self, valuation: Valuation) -> None:
        said = " ".join(str(text) for text in doubts_in_words(valuation.doubts)[:3])
        self.text(f"{valuation.get_confidence_display()}. {said}".strip(), color=MUTED)

    def reasons(self, valuation: Valuation, adjustments: dict[str, int]) -> None:
        self._title(_("Why this price"))
        bars = charts.waterfall(valuation.reasons, valuation.recommended or 0, adjustments)
        kept = [bar for bar in bars if bar.kind in {"start", "total"} or bar.factor == "adjustment"]
        others = sorted((bar for bar in bars if bar not in kept), key=lambda bar: -abs(bar.euros))[:MOST_REASONS]
        for bar in (bar for bar in bars if bar in kept or bar in others):
            self._bar(bar)
        self.pdf.set_x(MARGIN)

    def _bar(self, bar: charts.Bar) -> None:
        y, is_end = self.pdf.get_y(), bar.kind in {"start", "total"}
        if bar.factor == "adjustment":
            name = f"{PriceAdjustment.Kind(bar.label).label} ({_('added by the seller')})"
        elif bar.factor == "adjusted":
            name = _("All counted")
        else:
            fact = str(fact_in_words(bar.factor, bar.label))
            factor = FACTORS.get(bar.factor, bar.factor)
            name = _("%(name)s: %(reason)s") % {"name": factor, "reason": fact} if fact else str(factor)
        self._at(MARGIN, y, 82, name, bold=is_end)
        colors = {"start": MUTED, "total": ACCENT, "more": MORE, "less": LESS}
        self.pdf.set_fill_color(*colors[bar.kind])
        self.pdf.rect(MARGIN + 84 + float(bar.x) * 0.68, y + 1, max(0.5, float(bar.width) * 0.68), 2.8, style="F")
        sign = "" if is_end else "+" if bar.euros > 0 else "-"
        self._at(MARGIN + 154, y, 24, f"{sign}{euros(abs(bar.euros))} €", align="R", bold=is_end)
        self.pdf.set_xy(MARGIN, y + 4.7)

    def curve(self, valuation: Valuation) -> None:
        self._title(_("Price in past and coming months, at today's mileage"))
        points = [(at, price) for at, price in valuation.by_age]
        top, height, left, width = self.pdf.get_y(), 26.0, MARGIN + 16, WIDTH - 18
        prices = charts.ticks(min(price for _at, price in points), max(price for _at, price in points), about=3)
        least, span = prices[0], max(1, prices[-1] - prices[0])
        first, months = points[0][0], max(1, points[-1][0] - points[0][0])

        def place(at: int, price: int) -> tuple[float, float]:
            return left + width * (at - first) / months, top + height * (1 - (price - least) / span)

        self.pdf.set_draw_color(*LINE)
        self.pdf.set_line_width(0.2)
        for price in prices:
            _x, y = place(first, price)
            self.pdf.line(left, y, left + width, y)
            self._at(MARGIN, y - 2.3, 15, euros(price), align="R", size=7, color=MUTED)
        self.pdf.set_draw_color(*ACCENT)
        self.pdf.set_line_width(0.6)
        self.pdf.polyline([place(*point) for point in points])
        for at in (points[0][0], 0, points[-1][0]):
            x, _y = place(at, least)
            label = _("today") if at == 0 else _("%(months)+d months") % {"months": at}
            self._at(
                min(max(x - 15, MARGIN), MARGIN + WIDTH - 30), top + height, 30, label, align="C", size=7, color=MUTED
            )
        x, y = place(0, valuation.recommended or 0)
        self.pdf.set_fill_color(*INK)
        self.pdf.circle(x, y, 1.1, style="F")
        self.pdf.set_xy(MARGIN, top + height + 5)

    def comparables(self, nearest: Sequence[Any]) -> None:
        if not nearest:
            return
        self._title(_("Cars to compare with"))
        for one in nearest[:MOST_COMPARABLES]:
            y, car = self.pdf.get_y(), one.offer.features
            self._at(MARGIN, y, 96, one.offer.title)
            self._at(MARGIN + 98, y, 40, f"{car.first_registration_year} · {euros(car.mileage_km)} km", color=MUTED)
            said = _("sold") if one.offer.is_sold else _("asked")
            self._at(MARGIN + 138, y, 40, f"{said} {euros(one.offer.price)} €", align="R")
            self.pdf.set_xy(MARGIN, y + 4.7)

    def foot(self, valuation: Valuation) -> None:
        day = date_format(timezone.localtime(valuation.created_at), "DATE_FORMAT")
        told = {"day": day, "model": valuation.model_version}
        self.pdf.set_xy(MARGIN, 297 - MARGIN - 8)
        self.text(
            _(
                "Estimated on %(day)s by the model %(model)s from asking prices, all taxes included; four out of five "
                "such cars are asked for between low and high. Condition, history and equipment beyond the version are "
                "not counted unless they are listed above. An estimate, not an offer."
            )
            % told,
            size=7.5,
            color=MUTED,
        )


def _plain(text: str) -> str:
    """In the characters of the standard fonts: thin spaces become spaces, unknown signs a question mark."""
    spaced = str(text).replace("\u202f", "\u00a0").replace("−", "-")
    return spaced.encode("cp1252", "replace").decode("cp1252")

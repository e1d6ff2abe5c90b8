"""The price to buy a car at, for a wanted margin: worked back from what it will be sold for."""

from __future__ import annotations

from dataclasses import dataclass

# VAT on the margin: CGI art. 297 A, at 20 % included in it, for cars bought without deductible VAT.
VAT_SHARE = 20 / 120
DAYS_A_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class TradeIn:
    """In euros. ``sale`` less everything below it is ``buy_at``; ``costs`` and ``holding`` are without VAT."""

    sale: int
    fall: int
    vat: int
    costs: int
    holding: int
    margin: int
    buy_at: int

    @property
    def is_possible(self) -> bool:
        return self.buy_at > 0


def trade_in(*, sale: int, margin: int, costs: int, days: int, cost_a_day: float, monthly_fall: int) -> TradeIn:
    """``monthly_fall`` is what a month of waiting takes off the price.

    With VAT on the margin, margin + costs + holding = (sale - purchase) x 100/120.
    """
    holding = round(days * cost_a_day)
    fall = round(max(0, monthly_fall) * days / DAYS_A_MONTH)
    needed = margin + costs + holding
    vat = max(0, round(needed / (1 - VAT_SHARE) * VAT_SHARE))
    return TradeIn(sale, fall, vat, costs, holding, margin, sale - fall - vat - needed)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from keroxio.engines import engine
from keroxio.runs import Run
from pricing.adjustments import PriceAdjustment
from pricing.engines.base import Estimate, Features
from pricing.market import MarketListing, MarketSource
from pricing.model_versions import PriceDrift, PriceModel
from pricing.own_market import OwnMarket, own_market_of
from pricing.past import past_prices
from pricing.uploads import MarketFile, MarketImport
from vehicles.families import near_makes, near_models
from vehicles.models import Vehicle

__all__ = [
    "MarketFile",
    "MarketImport",
    "MarketListing",
    "MarketSource",
    "PriceAdjustment",
    "PriceDrift",
    "PriceModel",
    "Valuation",
]


class Valuation(Run):
    """What a car would be asked for. Done without a price means that none can be given; ``doubts`` says why."""

    class Confidence(models.TextChoices):
        HIGH = "high", _("Sure")
        MEDIUM = "medium", _("Fairly sure")
        LOW = "low", _("Unsure")

    task = "pricing.value_vehicle"

    # None: a car that only the API was told of.
    vehicle = models.ForeignKey(
        Vehicle, models.CASCADE, null=True, blank=True, related_name="valuations", verbose_name=_("vehicle")
    )
    inputs = models.JSONField(_("facts used"), encoder=DjangoJSONEncoder)
    model_version = models.CharField(_("model version"), max_length=40)
    low = models.PositiveIntegerField(_("low (€)"), null=True, blank=True)
    recommended = models.PositiveIntegerField(_("recommended (€)"), null=True, blank=True)
    high = models.PositiveIntegerField(_("high (€)"), null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, blank=True)
    doubts = models.JSONField(_("doubts"), default=list, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    by_mileage = models.JSONField(_("price by mileage"), default=list, blank=True)
    by_age = models.JSONField(_("price by age"), default=list, blank=True)
    # Of ``OwnMarket``: what the dealership's own listings set level and range by; empty where the country's hold.
    own_market = models.JSONField(_("own market"), default=dict, blank=True)

    class Meta(Run.Meta):
        verbose_name = _("valuation")
        verbose_name_plural = _("valuations")
        indexes = [*Run.Meta.indexes, models.Index(fields=["vehicle", "-id"], name="valuation_latest")]

    def __str__(self) -> str:
        return f"{self.low}-{self.recommended}-{self.high} €" if self.recommended else str(_("no price"))

    @property
    def features(self) -> Features:
        return Features(**{**self.inputs, "priced_on": date.fromisoformat(self.inputs["priced_on"])})

    @property
    def corrections(self) -> dict[str, list[str]]:
        """Names of the catalogue near the make or model given, where no price is known of those."""
        if "unknown_make" in self.doubts:
            return {"make": near_makes(self.inputs["make"])}
        if "unknown_model" in self.doubts:
            return {"model": near_models(self.inputs["make"], self.inputs["model"])}
        return {}

    @property
    def fitted_to(self) -> OwnMarket | None:
        return OwnMarket(**self.own_market) if self.own_market else None

    def produce(self) -> None:
        produce_all([self])

    def take(self, estimate: Estimate, own: OwnMarket | None) -> None:
        """The model's answer, at the level of the dealership's own market where that is known."""
        self.own_market = asdict(own) if own else {}
        if own:
            estimate = own.estimate(estimate)
        # A model may have been activated since the engine was asked for its version.
        self.model_version = estimate.model_version
        self.low, self.recommended, self.high = estimate.low, estimate.price, estimate.high
        self.confidence, self.doubts = estimate.confidence, list(estimate.confidence_reasons)
        self.reasons = [asdict(reason) for reason in estimate.reasons]
        self.by_mileage = [list(point) for point in estimate.by_mileage]
        self.by_age = [list(point) for point in estimate.by_age]


def produce_all(valuations: Sequence[Valuation]) -> None:
    """Set the results of one dealership's valuations, the model asked once for all. Raises ``EngineError``."""
    estimator, cars = engine("pricing"), [valuation.features for valuation in valuations]
    version, estimates = estimator.version, estimator.estimates(cars)
    past = past_prices(estimator, [car for car, estimate in zip(cars, estimates, strict=True) if estimate])
    own = {country: own_market_of(valuations[0].dealership, country) for country in {car.country for car in cars}}
    before = iter(past)
    for valuation, car, estimate in zip(valuations, cars, estimates, strict=True):
        valuation.engine, valuation.model_version = estimator.name, version
        if estimate is None:
            valuation.doubts = list(estimator.doubts(car))
        else:
            valuation.take(replace(estimate, by_age=(*next(before), *estimate.by_age)), own[car.country])

"""What cars are offered and sold for elsewhere: rows of imported market data."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Dealership
from pricing.engines.base import Features


class MarketSourceQuerySet(models.QuerySet["MarketSource"]):
    def visible_to(self, dealership: Dealership | None) -> Self:
        """The sources all share, and the dealership's own."""
        return self.filter(Q(dealership=None) | Q(dealership=dealership))


class MarketSource(models.Model):
    """Where listings come from. Without a dealership all of the installation sees them; with one, it alone does."""

    name = models.CharField(_("name"), max_length=60)
    dealership = models.ForeignKey(
        Dealership,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dealership"),
        help_text=_("Empty: all dealerships see these listings. Otherwise this one alone does."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = MarketSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("market source")
        verbose_name_plural = _("market sources")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(dealership=None), name="one_shared_source_a_name"),
            models.UniqueConstraint(fields=["dealership", "name"], name="one_source_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class MarketListing(models.Model):
    """One car of one source, as it was last seen, with what was asked for it before.

    ``key`` is the source's own number, or a fingerprint of the facts where it gives none. ``history`` holds
    [day, euros] for each price in turn, the present one last. ``registered`` counts months since year 0.
    """

    source = models.ForeignKey(MarketSource, models.CASCADE, related_name="listings", verbose_name=_("source"))
    key = models.CharField(max_length=80, editable=False)
    family = models.CharField(max_length=120, editable=False)
    make = models.CharField(_("make"), max_length=40)
    model = models.CharField(_("model"), max_length=60)
    version = models.CharField(_("version"), max_length=160, blank=True)
    registered = models.IntegerField(editable=False)
    first_registration_year = models.PositiveSmallIntegerField(_("year of first registration"))
    first_registration_month = models.PositiveSmallIntegerField(_("month of first registration"), null=True, blank=True)
    mileage_km = models.PositiveIntegerField(_("mileage (km)"))
    fuel = models.CharField(_("fuel"), max_length=16, blank=True)
    gearbox = models.CharField(_("gearbox"), max_length=16, blank=True)
    power_hp = models.PositiveSmallIntegerField(_("power (DIN hp)"), null=True, blank=True)
    body = models.CharField(_("body"), max_length=12, blank=True)
    color = models.CharField(_("colour"), max_length=10, blank=True)
    doors = models.PositiveSmallIntegerField(_("doors"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    engine_cc = models.PositiveIntegerField(_("engine (cc)"), null=True, blank=True)
    drive = models.CharField(_("drive"), max_length=4, blank=True)
    country = models.CharField(_("country"), max_length=2)
    department = models.PositiveSmallIntegerField(_("department"), null=True, blank=True)
    seller_type = models.CharField(_("seller"), max_length=7, blank=True)
    url = models.URLField(_("address of the ad"), max_length=500, blank=True)
    price_eur = models.PositiveIntegerField(_("asking price (€)"))
    listed_on = models.DateField(_("first seen"))
    last_seen_on = models.DateField(_("last seen"))
    history = models.JSONField(_("prices in turn"), default=list, blank=True)
    sold_price_eur = models.PositiveIntegerField(_("sold for (€)"), null=True, blank=True)
    sold_on = models.DateField(_("sold"), null=True, blank=True)
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    class Meta:
        verbose_name = _("market listing")
        verbose_name_plural = _("market listings")
        indexes = [
            models.Index(fields=["family", "registered", "mileage_km"], name="marketlisting_comparable"),
            models.Index(fields=["source", "last_seen_on"], name="marketlisting_recent"),
        ]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_listing_a_key")]

    def __str__(self) -> str:
        return f"{self.make} {self.model} {self.version}".strip()

    def features(self, *, priced_on: date | None = None) -> Features:
        """The car as the price model reads it, on the day it was last seen unless another is given."""
        return Features(**{name: getattr(self, name) for name in FEATURES}, priced_on=priced_on or self.last_seen_on)


FEATURES = (
    "make", "model", "version", "first_registration_year", "first_registration_month", "mileage_km", "fuel", "gearbox",
    "power_hp", "body", "color", "doors", "seats", "engine_cc", "drive", "country", "department", "seller_type",
)  # fmt: skip

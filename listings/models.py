from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel, TenantQuerySet
from keroxio.engines import engine
from keroxio.runs import Run, RunQuerySet
from listings.vehicle_facts import facts_of, key_of
from listings.writers.base import Draft, Length, Style, Tone
from vehicles.models import Vehicle

TONES = [(Tone.SOBER.value, _("Sober")), (Tone.WARM.value, _("Warm")), (Tone.PREMIUM.value, _("Premium"))]
LENGTHS = [
    (Length.SHORT.value, _("Short")),
    (Length.STANDARD.value, _("Standard")),
    (Length.COMPLETE.value, _("Complete")),
]
TITLE_LENGTH = 150
TEXT_LENGTH = 10_000


class AdQuerySet(RunQuerySet["Ad"]):
    def current(self, vehicle: Vehicle) -> Ad | None:
        """The writing that the seller chose last: the newest, or an earlier one gone back to."""
        return self.filter(vehicle=vehicle, status=Run.Status.DONE).order_by("-chosen_at", "-pk").first()


class Ad(Run):
    """One writing of an ad, which the seller may then edit. Each rewriting is a new row, so that none is lost."""

    task: ClassVar[str] = "listings.write_ad"

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="ads", verbose_name=_("vehicle"))
    tone = models.CharField(_("tone"), max_length=10, choices=TONES, default=Tone.WARM.value)
    length = models.CharField(_("length"), max_length=10, choices=LENGTHS, default=Length.STANDARD.value)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH, blank=True)
    mentions = models.TextField(_("legal mentions"), blank=True)
    facts_key = models.CharField(max_length=64, blank=True, editable=False)
    chosen_at = models.DateTimeField(_("chosen"), null=True, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = AdQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Run.Meta):
        verbose_name = _("ad")
        verbose_name_plural = _("ads")
        indexes = [
            *Run.Meta.indexes,
            models.Index(fields=["vehicle", "-chosen_at"], name="ad_current", condition=Q(status="done")),
        ]

    def __str__(self) -> str:
        return self.title or f"ad {self.pk}"

    def produce(self) -> None:
        writer = engine("writer")
        facts = facts_of(self.vehicle)
        draft: Draft = writer.write(facts, style=Style(tone=Tone(self.tone), length=Length(self.length)))
        self.engine = writer.name
        self.title, self.text, self.mentions = draft.title[:TITLE_LENGTH], draft.text[:TEXT_LENGTH], draft.mentions
        self.facts_key, self.chosen_at = key_of(facts), timezone.now()

    def edit(self, *, title: str, text: str, revision: int) -> bool:
        """False, and nothing stored, when the ad was edited elsewhere since ``revision``."""
        mine = Ad.objects.filter(pk=self.pk, revision=revision)
        stored = mine.update(title=title, text=text, edited_at=timezone.now(), revision=F("revision") + 1)
        self.refresh_from_db()
        return bool(stored)

    def choose(self) -> None:
        """Make this earlier writing the current one."""
        self.chosen_at = timezone.now()
        self.save(update_fields=["chosen_at"])


class PublicationQuerySet(TenantQuerySet["Publication"]):
    def online(self) -> PublicationQuerySet:
        return self.filter(status=Publication.Status.PUBLISHED)


class Publication(TenantModel):
    """A car on a portal. Title, text and price are kept as they were when it was published."""

    class Status(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="publications", verbose_name=_("vehicle"))
    channel = models.CharField(_("portal"), max_length=40)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PREPARED)
    url = models.URLField(_("address of the ad"), max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    text = models.TextField(_("text"), blank=True)
    price_eur = models.PositiveIntegerField(_("price (€)"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = [models.Index(fields=["dealership", "status"], name="publication_status")]
        constraints = [models.UniqueConstraint(fields=["vehicle", "channel"], name="one_publication_a_portal")]

    def __str__(self) -> str:
        return f"{self.vehicle} · {self.channel}"

    @property
    def is_online(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def differs_from(self, *, title: str, text: str, price_eur: int | None) -> bool:
        """Whether what is on the portal is no longer what the seller has here."""
        return self.is_online and (self.title, self.text, self.price_eur) != (title[:TITLE_LENGTH], text, price_eur)

    def withdraw(self) -> None:
        """A publication that is not online stays as it is."""
        online: dict[str, Any] = {"pk": self.pk, "status": self.Status.PUBLISHED}
        Publication.objects.filter(**online).update(status=self.Status.WITHDRAWN, withdrawn_at=timezone.now())
        self.refresh_from_db()

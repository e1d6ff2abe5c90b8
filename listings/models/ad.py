from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from keroxio.runs import Run, RunQuerySet
from listings.cached_writing import write_cached
from listings.vehicle_facts import facts_of, key_of
from listings.writers.base import Language, Length, Style, Tone
from vehicles.models import Vehicle

TONES = [(Tone.SOBER.value, _("Sober")), (Tone.WARM.value, _("Warm")), (Tone.PREMIUM.value, _("Premium"))]
LENGTHS = [
    (Length.SHORT.value, _("Short")),
    (Length.STANDARD.value, _("Standard")),
    (Length.COMPLETE.value, _("Complete")),
]
LANGUAGES = [(Language.FRENCH.value, _("French")), (Language.ENGLISH.value, _("English"))]
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
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default=Language.FRENCH.value)
    emojis = models.BooleanField(_("emojis"), default=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH, blank=True)
    mentions = models.TextField(_("legal mentions"), blank=True)
    note = models.TextField(_("note of the writer"), blank=True)
    partial = models.TextField(blank=True, editable=False)
    from_cache = models.BooleanField(_("from the cache"), default=False, editable=False)
    to_review = models.BooleanField(_("to be reviewed"), default=False, editable=False)
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
            models.Index(fields=["dealership", "id"], name="ad_to_review", condition=Q(to_review=True)),
        ]

    def __str__(self) -> str:
        return self.title or f"ad {self.pk}"

    @property
    def api_path(self) -> str:
        return f"/api/v2/annonce/{self.pk}" if self.status == self.Status.DONE else ""

    @property
    def style(self) -> Style:
        return Style(
            tone=Tone(self.tone), length=Length(self.length), language=Language(self.language), emojis=self.emojis
        )

    def produce(self) -> None:
        facts = facts_of(self.vehicle)
        written = write_cached(facts, style=self.style, on_text=self.show)
        draft = written.draft
        self.engine, self.note, self.from_cache = draft.engine, draft.note, written.from_cache
        self.title, self.text, self.mentions = draft.title[:TITLE_LENGTH], draft.text[:TEXT_LENGTH], draft.mentions
        self.facts_key, self.chosen_at, self.partial = key_of(facts), timezone.now(), ""

    def show(self, partial: str) -> None:
        """What the page shows while the text grows."""
        self.partial = partial[:TEXT_LENGTH]
        Ad.objects.filter(pk=self.pk).update(partial=self.partial)

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

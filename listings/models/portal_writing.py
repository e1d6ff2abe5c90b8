from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from keroxio.runs import Run, RunQuerySet
from listings.cached_writing import write_cached
from listings.models.ad import TEXT_LENGTH, TITLE_LENGTH, Ad
from listings.models.portal_text import PortalText
from listings.vehicle_facts import facts_of


class PortalWriting(Run):
    """An ad's text asked for from the language model in the manner of one portal.

    ``note`` says why there is none; the portal's text then stays as it was.
    """

    task: ClassVar[str] = "listings.write_for_portal"

    ad = models.ForeignKey(Ad, models.CASCADE, related_name="portal_writings", verbose_name=_("ad"))
    channel = models.CharField(_("portal"), max_length=40)
    note = models.TextField(_("note of the writer"), blank=True)
    partial = models.TextField(blank=True, editable=False)

    objects = RunQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Run.Meta):
        verbose_name = _("writing for a portal")
        verbose_name_plural = _("writings for portals")

    def __str__(self) -> str:
        return f"{self.ad} · {self.channel}"

    @property
    def language(self) -> str:
        return self.ad.language

    def produce(self) -> None:
        style = replace(self.ad.style, portal=self.channel)
        draft = write_cached(facts_of(self.ad.vehicle), style=style, on_text=self.show).draft
        self.engine, self.note, self.partial = draft.engine, draft.note, ""
        if not draft.note:
            words = {"title": draft.title[:TITLE_LENGTH], "text": draft.text[:TEXT_LENGTH]}
            kept = {"dealership": self.dealership, **words}
            PortalText.objects.update_or_create(ad=self.ad, channel=self.channel, defaults=kept)

    def show(self, partial: str) -> None:
        """What the page shows while the text grows."""
        self.partial = partial[:TEXT_LENGTH]
        PortalWriting.objects.filter(pk=self.pk).update(partial=self.partial)

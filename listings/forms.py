from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from keroxio.wizard import STEPS
from listings.models import LANGUAGES, LENGTHS, TEXT_LENGTH, TITLE_LENGTH, TONES, Ad, Paperwork
from listings.stock import SORTS, STATUSES
from listings.writers.base import Language, Length, Tone


class AdForm(forms.Form):
    """``revision`` is that of the ad when the page was shown, ``onto`` that of the conflict the seller has seen."""

    title = forms.CharField(label=_("title"), max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"lang": "fr"}))
    text = forms.CharField(
        label=_("text"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 22, "lang": "fr"}), strip=True
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    onto = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    @classmethod
    def of(cls, ad: Ad) -> AdForm:
        return cls(initial={"title": ad.title, "text": ad.text, "revision": ad.revision})

    def save(self, ad: Ad) -> bool:
        """False when the ad was edited elsewhere in between. An ad that says the same already is left alone."""
        data = self.cleaned_data
        title, text = data["title"], data["text"].replace("\r\n", "\n")
        if (title, text) == (ad.title, ad.text):
            return True
        revision = data["onto"] if data["onto"] is not None else data["revision"]
        return ad.edit(title=title, text=text, revision=revision)


class PortalTextForm(forms.Form):
    title = forms.CharField(label=_("title"), max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"lang": "fr"}))
    text = forms.CharField(
        label=_("text"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 22, "lang": "fr"}), strip=True
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        return text


class StyleForm(forms.Form):
    """A language that is not sent is French; emojis that are not sent are not wanted."""

    tone = forms.ChoiceField(label=_("tone"), choices=TONES, widget=forms.RadioSelect, initial=Tone.WARM)
    length = forms.ChoiceField(label=_("length"), choices=LENGTHS, widget=forms.RadioSelect, initial=Length.STANDARD)
    language = forms.ChoiceField(
        label=_("language"), choices=LANGUAGES, widget=forms.RadioSelect, initial=Language.FRENCH, required=False
    )
    emojis = forms.BooleanField(label=_("with emojis"), required=False)

    @staticmethod
    def values_of(ad: Ad) -> dict[str, Any]:
        return {"tone": ad.tone, "length": ad.length, "language": ad.language, "emojis": ad.emojis}

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or Language.FRENCH.value


class PublishedForm(forms.Form):
    url = forms.URLField(
        label=_("address of the ad"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Copy it from the portal. You can add it later, once the portal has accepted the ad."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].widget.attrs |= {"placeholder": "https://", "inputmode": "url"}

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give an address that starts with https://."))
        return url


class PaperworkForm(forms.ModelForm[Paperwork]):
    """A private seller sells in their own name."""

    class Meta:
        model = Paperwork
        fields = ["status_certificate_date", "sale_mode"]
        widgets = {"status_certificate_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.vehicle.dealership.is_garage:
            del self.fields["sale_mode"]

    def clean_status_certificate_date(self) -> date | None:
        day: date | None = self.cleaned_data["status_certificate_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return day


class StockForm(forms.Form):
    """The filters of the stock; a value that is not known counts as none."""

    q = forms.CharField(label=_("search"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("status"), choices=[("", _("All cars")), *STATUSES], required=False)
    step = forms.ChoiceField(
        label=_("to do"), choices=[("", _("Any step")), *((step.key, step.todo) for step in STEPS)], required=False
    )
    sort = forms.ChoiceField(
        label=_("order"), choices=[(key, label) for key, (label, _f) in SORTS.items()], required=False
    )

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}

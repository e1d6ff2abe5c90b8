from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from imaging.archive import Size, Watermark
from imaging.backgrounds import NAMES
from imaging.sharing import DAYS
from vehicles.models import Photo
from vehicles.vocabulary import PhotoKind


class BackgroundForm(forms.Form):
    background = forms.ChoiceField(choices=NAMES.items())


class PhotoBackgroundForm(forms.Form):
    """Empty for that of the other photos."""

    background = forms.ChoiceField(choices=NAMES.items(), required=False)


class PlateMaskingForm(forms.Form):
    hidden = forms.BooleanField(required=False)


class RetouchForm(forms.Form):
    retouched = forms.BooleanField(required=False)


class KindForm(forms.Form):
    kind = forms.ChoiceField(choices=PhotoKind)


class ShownForm(forms.Form):
    shown = forms.ChoiceField(choices=Photo.Shown)


class ExclusionForm(forms.Form):
    excluded = forms.BooleanField(required=False)


class MoveForm(forms.Form):
    direction = forms.ChoiceField(choices=[(value, value) for value in ("first", "earlier", "later")])


class OrderForm(forms.Form):
    order = forms.RegexField(r"^\d{1,18}(,\d{1,18}){0,99}$")

    def clean_order(self) -> list[int]:
        return [int(photo_id) for photo_id in self.cleaned_data["order"].split(",")]


class DownloadForm(forms.Form):
    size = forms.ChoiceField(label=_("Size"), choices=Size, required=False)
    watermark = forms.ChoiceField(label=_("Watermark"), choices=Watermark, required=False)

    def clean_size(self) -> str:
        return self.cleaned_data["size"] or Size.ORIGINAL


class ShareForm(forms.Form):
    days = forms.ChoiceField(choices=list(DAYS.items()))

from __future__ import annotations

from django import forms

from imaging.backgrounds import NAMES
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

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Dealership
from imaging.archive import Size, Watermark
from imaging.backgrounds import colour_slug
from imaging.own_backgrounds import BackgroundUpload, is_known
from imaging.sharing import DAYS
from vehicles.models import Photo
from vehicles.vocabulary import PhotoKind

COLOUR = "colour"
"""What is chosen when the colour beside it is meant."""


class BackgroundForm(forms.Form):
    background = forms.CharField(max_length=40)
    colour = forms.RegexField(r"^#[0-9a-fA-F]{6}$", required=False)

    def __init__(self, *args: Any, dealership: Dealership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dealership = dealership

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("background", "")
        cleaned["background"] = colour_slug(cleaned.get("colour", "") if chosen == COLOUR else chosen)
        if not is_known(cleaned["background"], self.dealership):
            self.add_error("background", _("Choose one of the backgrounds."))
        return cleaned


class BackgroundUploadForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40)
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG, WebP or HEIC, best 4:3 and at least 2560 pixels wide, taken at the height of your eyes."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic"}),
    )


class PlaceForm(forms.ModelForm[BackgroundUpload]):
    """Where and how cars stand in an own background; lines and widths in per cent."""

    floor_far_y = forms.IntegerField(label=_("The floor begins at (%)"), min_value=20, max_value=90)
    contact_y = forms.IntegerField(label=_("The nearest wheels stand at (%)"), min_value=50, max_value=97)
    car_width = forms.IntegerField(label=_("Width of a car seen from its side (%)"), min_value=30, max_value=90)
    reflectivity = forms.IntegerField(label=_("How much the floor mirrors (%)"), min_value=0, max_value=60)

    class Meta:
        model = BackgroundUpload
        fields = ["name", "floor_far_y", "contact_y", "car_width", "reflectivity", "light_from"]

    shares = ("floor_far_y", "contact_y", "car_width", "reflectivity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        percents = {name: round(getattr(self.instance, name) * 100) for name in self.shares}
        self.initial = {**self.initial, **percents}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.shares:
            if name in cleaned:
                cleaned[name] /= 100
        if cleaned.get("contact_y", 1) < cleaned.get("floor_far_y", 0) + 0.04:
            self.add_error("contact_y", _("The wheels must stand on the floor, below the line where it begins."))
        return cleaned


class PhotoBackgroundForm(BackgroundForm):
    """Empty for that of the other photos."""

    background = forms.CharField(max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        return super().clean() if self.data.get("background") else self.cleaned_data


class PlateMaskingForm(forms.Form):
    hidden = forms.BooleanField(required=False)


class RetouchForm(forms.Form):
    retouched = forms.BooleanField(required=False)


class WindowsForm(forms.Form):
    toned = forms.BooleanField(required=False)


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

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from accounts.models import Dealership
from imaging.covering import chosen_cover, open_cover
from imaging.drawn_text import can_be_drawn
from imaging.logos import RefusedLogo, read_logo
from plates.covers import Cover


class CoverForm(forms.ModelForm[Dealership]):
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP; with a transparent background it looks best."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    class Meta:
        model = Dealership
        fields = ["plate_cover", "plate_cover_colour", "plate_cover_text", "mask_faces"]
        widgets = {"plate_cover": forms.RadioSelect, "plate_cover_colour": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plate_cover_text"].validators.append(can_be_drawn)
        if not self.instance.plate_cover_text:
            self.initial["plate_cover_text"] = self.instance.name[:40]

    def clean_plate_cover_colour(self) -> str:
        return str(self.cleaned_data["plate_cover_colour"]).lower()

    def clean_logo(self) -> Any:
        """The upload, decoded and drawn anew; None where there is none."""
        upload = self.cleaned_data.get("logo")
        if not upload:
            return None
        try:
            return read_logo(upload)
        except RefusedLogo as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wants_logo = cleaned.get("plate_cover") == Dealership.PlateCover.LOGO
        if wants_logo and "logo" in cleaned and not cleaned["logo"] and not self.instance.plate_logo:
            self.add_error("logo", _("Choose the file of your logo."))
        if cleaned.get("plate_cover") == Dealership.PlateCover.NAME and not cleaned.get("plate_cover_text"):
            self.add_error("plate_cover_text", _("Write the name that plates are to show."))
        return cleaned

    def cover(self) -> Cover:
        """What plates would be covered with. Raises ``EngineError`` when storage has lost the present logo."""
        logo = self.cleaned_data["logo"]
        stored = chosen_cover(self.instance)
        if stored.get("style") == Dealership.PlateCover.LOGO and logo:
            return Cover("logo", stored["colour"], logo=logo)
        return open_cover(stored)

    def save(self, commit: bool = True) -> Dealership:
        logo = self.cleaned_data["logo"]
        if logo:
            buffer = io.BytesIO()
            logo.save(buffer, "PNG", optimize=True)
            self.instance.plate_logo.save(".png", ContentFile(buffer.getvalue()), save=False)
        self.instance.save(update_fields=[*self.Meta.fields, "plate_logo"])
        return self.instance

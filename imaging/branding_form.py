from __future__ import annotations

import io
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from accounts.models import Dealership, logo_path
from imaging.branding import Branding, Corner, Where, french_price, overlay_of
from imaging.drawn_text import can_be_drawn
from imaging.logos import RefusedLogo, read_logo
from imaging.overlays import Overlay

SAMPLE_PRICE = 12_990


class BrandingForm(forms.Form):
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP; with a transparent background it looks best."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    logo_on = forms.ChoiceField(label=_("Show the logo"), choices=Where, required=False)
    corner = forms.ChoiceField(label=_("Corner"), choices=Corner)
    banner = forms.CharField(
        label=_("Banner"),
        max_length=80,
        required=False,
        validators=[can_be_drawn],
        help_text=_("For example your name and telephone number."),
    )
    banner_on = forms.ChoiceField(label=_("Show the banner"), choices=Where, required=False)
    colour = forms.RegexField(
        r"^#[0-9a-f]{6}$", label=_("Colour of banner and price"), widget=forms.TextInput(attrs={"type": "color"})
    )
    price_on = forms.ChoiceField(label=_("Show the price"), choices=Where, required=False)
    sold = forms.CharField(label=_("Word on sold cars"), max_length=20, validators=[can_be_drawn])
    sold_on = forms.ChoiceField(label=_("Show that word"), choices=Where, required=False)

    def __init__(self, *args: Any, dealership: Dealership, **kwargs: Any) -> None:
        self.dealership = dealership
        self.kept = Branding.of(dealership)
        initial = {name: text for name, text in self.kept.stored.items() if name != "logo"}
        if not self.kept.banner:
            initial["banner"] = " · ".join(word for word in (dealership.name, dealership.phone) if word)[:80]
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

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
        if cleaned.get("logo_on") and "logo" in cleaned and not cleaned["logo"] and not self.kept.logo:
            self.add_error("logo", _("Choose the file of your logo."))
        if cleaned.get("banner_on") and not cleaned.get("banner"):
            self.add_error("banner", _("Write what the banner is to say."))
        return cleaned

    def overlay(self) -> Overlay:
        """All that may be drawn, on one sample. Raises ``EngineError`` when storage has lost the present logo."""
        return sample_overlay(self._chosen(), self.cleaned_data["logo"])

    def save(self) -> None:
        chosen = self._chosen()
        if logo := self.cleaned_data["logo"]:
            buffer = io.BytesIO()
            logo.save(buffer, "PNG", optimize=True)
            name = default_storage.save(logo_path(self.dealership, ".png"), ContentFile(buffer.getvalue()))
            chosen = Branding(**chosen.stored | {"logo": name})
        self.dealership.branding = chosen.stored
        self.dealership.save(update_fields=["branding"])

    def _chosen(self) -> Branding:
        texts = {name: text for name, text in self.cleaned_data.items() if name != "logo"}
        return Branding(logo=self.kept.logo, **texts)


def sample_overlay(chosen: Branding, logo: Any = None) -> Overlay:
    parts = {"corner": chosen.corner, "colour": chosen.colour}
    if chosen.logo_on and not logo:
        parts["logo"] = chosen.logo
    if chosen.banner_on:
        parts["banner"] = chosen.banner
    if chosen.price_on:
        parts["price"] = french_price(SAMPLE_PRICE)
    if chosen.sold_on:
        parts["sold"] = chosen.sold
    overlay = overlay_of(parts)
    return Overlay(**vars(overlay) | {"logo": logo}) if logo and chosen.logo_on else overlay

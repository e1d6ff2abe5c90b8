from __future__ import annotations

from typing import Any, ClassVar

from babel import Locale
from django import forms
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from plates.formats import KNOWN_COUNTRIES, InvalidPlate, bare, parse_plate
from vehicles.forms import VehicleForm
from vehicles.models import Vehicle
from vehicles.provenance import without_report

# ISO 3166 leaves ZZ to its users: a country whose plates are not known here.
OTHER_COUNTRY = "ZZ"


def country_choices() -> list[tuple[str, str]]:
    names = Locale.parse(get_language() or "fr", sep="-").territories
    known = sorted(((code, names[code]) for code in KNOWN_COUNTRIES if code != "FR"), key=lambda pair: pair[1])
    return [("", str(_("Found from the plate"))), ("FR", names["FR"]), *known, (OTHER_COUNTRY, str(_("Other country")))]


class ParticularsForm(VehicleForm):
    """Step one: the plate and the particulars. ``read`` are the plates that the photos showed."""

    plate = forms.CharField(label=_("registration plate"), required=False, max_length=40)
    plate_country = forms.ChoiceField(label=_("country of the plate"), required=False)

    class Meta(VehicleForm.Meta):
        fields: ClassVar = ["plate", "plate_country", *VehicleForm.Meta.fields]

    def __init__(self, *args: Any, read: frozenset[str] = frozenset(), **options: Any) -> None:
        super().__init__(*args, **options)
        self._read = read
        self.withdrawn: list[str] = []
        self.fields["plate_country"].choices = country_choices()  # type: ignore[attr-defined]
        self.fields["plate"].widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "placeholder": "AB-123-CD",
        }
        self.fields["power_hp"].help_text = _("From box P.2, type it as “81 kW”.")
        self._ask("make", "model_names", "#models", "innerHTML")
        self._ask("vin", "vin_check", "#vin-facts", "outerHTML")

    def _ask(self, name: str, url_name: str, target: str, swap: str) -> None:
        """Have the page ask what a field tells as soon as it is filled in."""
        asked = {"hx-get": reverse(url_name), "hx-trigger": "change", "hx-target": target, "hx-swap": swap}
        self.fields[name].widget.attrs |= asked

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        text = (data.get("plate") or "").strip()
        if not text or "plate_country" not in data:
            data |= {"plate": text, "plate_country": ""}
            return data
        try:
            parsed = parse_plate(text, data["plate_country"])
        except InvalidPlate as reason:
            self.add_error("plate", str(reason))
            return data
        data["plate"], data["plate_country"] = parsed.text, parsed.country
        if bare(parsed.text) in self._read:
            self._sources |= {"plate": "plate", "plate_country": "plate"}
        self._withdraw(data)
        return data

    def _withdraw(self, data: dict[str, Any]) -> None:
        """What was looked up for another plate and not touched since is another car's: it goes with that plate."""
        looked_up = self.instance.reported.get("registry")
        if looked_up is None or looked_up["about"] == data["plate"]:
            return
        for name, value in looked_up["facts"].items():
            if self.instance.sources.get(name) == "registry" and data.get(name) == value:
                data[name] = "" if isinstance(value, str) else None
                self.withdrawn.append(name)

    def _save(self, current: Vehicle, changed: list[str]) -> None:
        if current.reported.get("registry", {}).get("about") not in {None, self.cleaned_data["plate"]}:
            current.reported = without_report(current.reported, "registry")
        super()._save(current, changed)

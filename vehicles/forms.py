"""The particulars of a car, as its seller fills them in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vehicles.catalogue import tidy_make, tidy_model
from vehicles.families import car_model
from vehicles.models import FIRST_YEAR, Vehicle
from vehicles.provenance import EMPTY, Claim, claims
from vehicles.versions import HP_PER_KW, read_version
from vehicles.vin import read_vin, tidy_vin

# Facts that speak of other fields.
TOLD_BY = frozenset({"vin", "version", "catalogue"})

Message = Any
"""A text or a lazy translation of one."""


class WholeNumberField(forms.IntegerField):
    """Takes numbers as people write them: "42 000", "42.000 km"."""

    widget = forms.TextInput

    def __init__(self, label: Message, least: tuple[int, Message], most: tuple[int, Message]) -> None:
        super().__init__(
            label=label, required=False, error_messages={"invalid": _("Enter a whole number, in figures.")}
        )
        self.validators = [MinValueValidator(*least), MaxValueValidator(*most)]
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = re.sub(r"\s*(km|ch|cv)\.?$", "", value.strip(), flags=re.IGNORECASE)
            value = re.sub(r"(?<=\d)[\s.,'’](?=\d{3}(?!\d))", "", value)
        return super().to_python(value)


class PowerField(WholeNumberField):
    """Takes kilowatts too, as box P.2 of the registration certificate has them: "81 kW" is 110 hp."""

    def to_python(self, value: Any) -> int | None:
        kilowatts = (
            re.fullmatch(r"\s*(\d{1,4})(?:[.,]\d+)?\s*kw\s*", value, re.IGNORECASE) if isinstance(value, str) else None
        )
        return round(int(kilowatts[1]) * HP_PER_KW) if kilowatts else super().to_python(value)


@dataclass(frozen=True)
class Difference:
    """A field that reads otherwise in the form than in what another browser saved meanwhile."""

    label: str
    mine: str
    theirs: str


class VehicleForm(forms.ModelForm[Vehicle]):
    """``sources`` is kept up to date for every field.

    Hidden: ``revision``, that of the car when the page was shown; ``blank``, the names of the fields blank then;
    ``used``, what was taken over from a source on the page, as "power_hp:registry make:vin".
    """

    first_registration_month = forms.TypedChoiceField(
        label=_("month of first registration"),
        choices=[("", "—"), *MONTHS.items()],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choose a month from January to December.")},
    )
    first_registration_year = WholeNumberField(
        _("year of first registration"),
        (FIRST_YEAR, _("Enter a year from 1900 on.")),
        (9999, _("Enter the year in four figures.")),
    )
    mileage_km = WholeNumberField(
        _("mileage"), (0, _("The mileage cannot be negative.")), (2_000_000, _("Enter at most 2,000,000 km."))
    )
    power_hp = PowerField(_("power (DIN)"), (1, _("Enter at least 1 hp.")), (2500, _("Enter at most 2,500 hp.")))
    fiscal_power = WholeNumberField(
        _("fiscal power"), (1, _("Enter at least 1 CV.")), (200, _("Enter at most 200 CV."))
    )
    doors = WholeNumberField(_("doors"), (1, _("Enter at least 1 door.")), (7, _("Enter at most 7 doors.")))
    seats = WholeNumberField(_("seats"), (1, _("Enter at least 1 seat.")), (99, _("Enter at most 99 seats.")))
    owners_count = WholeNumberField(
        _("number of owners"),
        (1, _("Enter at least 1: the present owner counts.")),
        (50, _("Enter at most 50 owners.")),
    )
    vin = forms.CharField(label=_("VIN"), required=False, max_length=60)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    blank = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    used = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    class Meta:
        model = Vehicle
        fields: ClassVar = [
            *("make", "model", "version", "first_registration_month", "first_registration_year", "vin"),
            *("mileage_km", "mileage_guaranteed", "owners_count", "inspection_date", "condition_notes"),
            *("fuel", "gearbox", "power_hp", "fiscal_power", "body", "color", "doors", "seats", "options"),
        ]
        widgets: ClassVar = {
            "make": forms.TextInput(attrs={"list": "makes", "autocomplete": "off"}),
            "model": forms.TextInput(attrs={"list": "models", "autocomplete": "off"}),
            "version": forms.TextInput(attrs={"list": "versions", "autocomplete": "off"}),
            "inspection_date": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "options": forms.Textarea(attrs={"rows": 5}),
            "condition_notes": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["revision"] = self.instance.revision
        self.initial["blank"] = " ".join(name for name in self.stored_fields if getattr(self.instance, name) in EMPTY)
        for name in ("fuel", "gearbox", "body", "color"):
            field = cast("Any", self.fields[name])
            field.choices = [("", "—"), *list(field.choices)[1:]]
        self.differences: list[Difference] = []
        self._sources: dict[str, str] = {}
        self.fields["vin"].widget.attrs |= {
            "autocomplete": "off",
            "spellcheck": "false",
            "autocapitalize": "characters",
        }

    @property
    def stored_fields(self) -> list[str]:
        return list(self._meta.fields or ())

    @property
    def filled(self) -> list[str]:
        """Names of the fields that were empty and that another fact told."""
        return [name for name, source in self._sources.items() if source in TOLD_BY]

    @property
    def filled_from_vin(self) -> bool:
        return "vin" in self._sources.values()

    def clean_make(self) -> str:
        return tidy_make(self.cleaned_data["make"].strip())

    def clean_vin(self) -> str:
        vin = tidy_vin(self.cleaned_data["vin"])
        if vin and read_vin(vin) is None:
            raise ValidationError(
                _("A VIN has 17 capitals and digits, and never I, O or Q. This one has %(count)d characters."),
                params={"count": len(vin)},
            )
        return vin

    def clean_inspection_date(self) -> date | None:
        day: date | None = self.cleaned_data["inspection_date"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This date is in the future: enter that of the last inspection."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("make") and data.get("model"):
            data["model"] = tidy_model(data["make"], data["model"].strip())
        self._check_registration(data)
        self._fill_from_vin(data)
        self._fill_from_name(data)
        return data

    def _check_registration(self, data: dict[str, Any]) -> None:
        today = timezone.localdate()
        year, month = data.get("first_registration_year"), data.get("first_registration_month")
        if year == today.year and month and month > today.month:
            self.add_error("first_registration_month", _("This month is in the future."))

    def _fill_from_vin(self, data: dict[str, Any]) -> None:
        facts = read_vin(data.get("vin") or "")
        # Emptying a field on purpose is no reason to fill it again.
        if facts is None or data["vin"] == self.instance.vin:
            return
        self._fill(data, "vin", {"make": facts.make, "first_registration_year": facts.year})

    def _fill_from_name(self, data: dict[str, Any]) -> None:
        """What the version's words say, and what every car of the model has."""
        make, model, version = (data.get(name) or "" for name in ("make", "model", "version"))
        if (make, model, version) == (self.instance.make, self.instance.model, self.instance.version):
            return
        told = read_version(make, version)
        self._fill(data, "version", {"power_hp": told.power_hp, "fuel": told.fuel, "gearbox": told.gearbox})
        if known := car_model(make, model):
            self._fill(data, "catalogue", known.certain)

    def _fill(self, data: dict[str, Any], source: str, known: dict[str, Any]) -> None:
        for name, value in known.items():
            if value and name in data and not data[name]:
                data[name] = value
                self._sources[name] = source

    def store(self) -> bool:
        """Save what the valid form changed; sending it twice changes nothing.

        False, and nothing saved, when another browser saved something else since ``revision``: ``differences`` then
        says what.
        """
        with transaction.atomic():
            current = Vehicle.objects.select_for_update().get(pk=self.instance.pk)
            changed = [name for name in self.stored_fields if self._is_changed(current, name)]
            if changed and current.revision != self.cleaned_data["revision"]:
                self.differences = [self._difference(current, name) for name in changed]
                self.data = {**self.data.dict(), "revision": str(current.revision)}  # type: ignore[attr-defined]
                return False
            if changed:
                self._save(current, changed)
        self.instance = current
        return True

    def _is_changed(self, current: Vehicle, name: str) -> bool:
        """What was blank on the page and still is was not touched: what a look-up filled in meanwhile stays."""
        value = self.cleaned_data[name]
        if value in EMPTY and name in self.cleaned_data["blank"].split():
            return False
        return bool(getattr(current, name) != value)

    def _taken_over(self, current: Vehicle) -> dict[str, str]:
        """By field, the source that ``used`` names and that says just what the form says."""
        said = claims(current.reported, self.cleaned_data.get("vin") or "")
        pairs = [word.partition(":") for word in self.cleaned_data["used"].split()]
        return {
            field: source
            for field, _colon, source in pairs
            if any(claim == Claim(source, self.cleaned_data.get(field)) for claim in said.get(field, []))
        }

    def _save(self, current: Vehicle, changed: list[str]) -> None:
        sources = self._taken_over(current) | self._sources
        for name in changed:
            value = self.cleaned_data[name]
            setattr(current, name, value)
            if value in EMPTY:
                current.sources.pop(name, None)
            else:
                current.sources[name] = sources.get(name, "hand")
        current.revision += 1
        current.save(update_fields=[*changed, "sources", "reported", "revision", "updated_at"])

    def _difference(self, current: Vehicle, name: str) -> Difference:
        field = self.fields[name]
        mine, theirs = (_in_words(field, value) for value in (self.cleaned_data[name], getattr(current, name)))
        return Difference(capfirst(str(field.label)), mine, theirs)


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, "—")) if value else "—"  # type: ignore[arg-type]
    return "—" if value in EMPTY else str(value)

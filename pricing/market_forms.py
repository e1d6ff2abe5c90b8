from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from pricing.importing.mapping import Mapping, titles

UNIT_CHOICES: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
    "power": (_("unit of the power"), [("hp", _("hp")), ("kw", "kW")]),
    "mileage": (_("unit of the mileage"), [("km", _("km")), ("mi", _("miles"))]),
}


class MappingForm(forms.Form):
    """For each field the column that holds it, and the units where the file does not say."""

    def __init__(self, *args: Any, columns: list[str], mapping: Mapping, **options: Any) -> None:
        super().__init__(*args, **options)
        self._columns = set(columns)
        self._defaults = mapping.defaults
        choices = [("", "-"), *((column, column) for column in columns)]
        for name in titles():
            self.fields[name] = forms.ChoiceField(
                label=name,
                choices=choices,
                required=False,
                initial=mapping.columns.get(name, ""),
                widget=UnfoldAdminSelectWidget,
            )
        for unit, (label, units) in UNIT_CHOICES.items():
            self.fields[f"unit_{unit}"] = forms.ChoiceField(
                label=label,
                choices=units,
                required=False,
                initial=mapping.units.get(unit, ""),
                widget=UnfoldAdminSelectWidget,
            )

    def told(self) -> dict[str, Any]:
        """The mapping as a mapping file would have it; an empty choice takes a guess back."""
        units = {unit: value for unit in UNIT_CHOICES if (value := self.cleaned_data[f"unit_{unit}"])}
        return {"columns": {name: self.cleaned_data[name] for name in titles()}, "units": units}

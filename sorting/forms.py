from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sorting.models import Batch, BatchCar

TRAY, NEW, DISCARD, RESTORE = "tray", "new", "discard", "restore"
PLACES = {TRAY, NEW, DISCARD, RESTORE}


class MoveForm(forms.Form):
    """``photos`` are numbers of photos; ``to`` a car's number or one of the words above."""

    to = forms.CharField(max_length=20)

    def __init__(self, data: Any, *, batch: Batch) -> None:
        super().__init__(data)
        self.batch = batch
        self.photos = [int(key) for key in data.getlist("photos") if key.isdecimal() and len(key) < 19]

    def clean_to(self) -> BatchCar | str:
        to: str = self.cleaned_data["to"]
        if to in PLACES:
            return to
        car = self.batch.cars.filter(pk=int(to)).first() if to.isdecimal() and len(to) < 19 else None
        if car is None:
            raise ValidationError(_("This choice does not exist. Reload the page."))
        return car

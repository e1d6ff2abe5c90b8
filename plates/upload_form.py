from __future__ import annotations

from django import forms


class UploadForm(forms.Form):
    """What a script says of the one photo it sends."""

    place = forms.IntegerField(required=False, min_value=0, max_value=10_000)

    @property
    def said_place(self) -> int | None:
        """None where none was said, or none that makes sense: the photo then comes last."""
        return self.cleaned_data["place"] if self.is_valid() else None

from __future__ import annotations

import re

from django import forms
from django.template import Context, Template


class Sale(forms.Form):
    mileage = forms.IntegerField(label="mileage", help_text="As on the dashboard.", min_value=0)
    color = forms.CharField(label="colour", required=False)
    guaranteed = forms.BooleanField(label="guaranteed", required=False)
    fuel = forms.ChoiceField(
        label="fuel", choices=[("petrol", "Petrol"), ("diesel", "Diesel")], widget=forms.RadioSelect
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("Sold already.")


def test_it_ties_label_help_and_error_to_the_control() -> None:
    html = Sale({"mileage": "-5", "fuel": "petrol"}).render()
    control = re.search(r'<input[^>]*name="mileage"[^>]*>', html)
    assert control
    assert 'aria-invalid="true"' in control[0]
    assert 'aria-describedby="id_mileage_helptext id_mileage_error"' in control[0]
    assert 'for="id_mileage"' in html
    assert re.search(r'id="id_mileage_helptext">As on the dashboard\.', html)
    assert 'id="id_mileage_error"' in html


def test_it_marks_required_fields_only() -> None:
    html = Sale().render()
    assert re.search(r'for="id_mileage">Mileage<span class="field__required"', html)
    assert re.search(r'for="id_color">Colour</label>', html)


def test_it_groups_choices_under_a_legend() -> None:
    html = Sale().render()
    assert re.search(r"<fieldset[^>]*>\s*<legend>Fuel<span", html)
    assert html.count('type="radio"') == 2


def test_it_says_the_errors_of_the_whole_form_and_keeps_hidden_fields() -> None:
    html = Sale({"mileage": "5", "fuel": "petrol", "revision": "3"}).render()
    assert re.search(r'role="alert">\s*<li>Sold already\.</li>', html)
    assert re.search(r'<input type="hidden" name="revision" value="3"', html)


def test_it_shows_a_unit_and_a_source() -> None:
    template = Template('{% include "forms/field.html" with field=form.mileage unit="km" source="From the stock" %}')
    html = template.render(Context({"form": Sale()}))
    assert "<span>km</span>" in html
    assert "From the stock" in html


def test_it_escapes_what_a_user_typed() -> None:
    html = Sale({"mileage": "<script>", "fuel": "petrol"}).render()
    assert "<script>" not in html

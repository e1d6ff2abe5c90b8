from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siren, siret

from accounts.joining import accept_invitations, open_dealership
from accounts.models import Dealership, Membership, User

REGISTRATION_HELP = _("SIRET (14 digits) or SIREN (9 digits).")


def registration_numbers(text: str) -> tuple[str, str]:
    """SIREN and SIRET (empty when only the SIREN is given) out of either. Raises ``forms.ValidationError``."""
    number = "".join(character for character in text if character.isalnum())
    try:
        if len(number) == 14:
            return siret.validate(number)[:9], number
        return siren.validate(number), ""
    except NumberError as error:
        raise forms.ValidationError(
            _("This is not a valid SIREN or SIRET: check its digits (9 or 14 of them).")
        ) from error


class DealershipFields(forms.Form):
    """Who sells: asked at sign-up and by those who have no dealership yet."""

    kind = forms.ChoiceField(
        label=_("You are"), choices=Dealership.Kind.choices, initial=Dealership.Kind.PRIVATE, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Name of the garage, or yours"), max_length=120)
    registration = forms.CharField(
        label=_("SIREN or SIRET"), required=False, max_length=20, help_text=REGISTRATION_HELP
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["siren"] = cleaned["siret"] = ""
        if cleaned.get("kind") == Dealership.Kind.GARAGE and "registration" in cleaned:
            if not cleaned["registration"]:
                self.add_error("registration", _("A garage needs its SIREN or SIRET: the law wants it in every ad."))
            else:
                try:
                    cleaned["siren"], cleaned["siret"] = registration_numbers(cleaned["registration"])
                except forms.ValidationError as error:
                    self.add_error("registration", error)
        return cleaned

    def open_for(self, user: User) -> Dealership:
        kept = {field: self.cleaned_data[field] for field in ("name", "kind", "siren", "siret")}
        return open_dealership(user, **kept)


class DealershipSignupForm(DealershipFields):
    """Joined to allauth's sign-up form, in pages and in the API."""

    def signup(self, request: HttpRequest, user: User) -> None:
        with transaction.atomic():
            user.name = self.cleaned_data["name"] if self.cleaned_data["kind"] == Dealership.Kind.PRIVATE else ""
            user.save(update_fields=["name"])
            accept_invitations(user)
            self.open_for(user)


class DealershipForm(forms.ModelForm[Dealership]):
    registration = forms.CharField(
        label=_("SIREN or SIRET"), required=False, max_length=20, help_text=REGISTRATION_HELP
    )
    postcode = forms.RegexField(
        r"^\d{5}$", label=_("postcode"), required=False, error_messages={"invalid": _("A postcode has five digits.")}
    )
    phone = forms.RegexField(
        r"^\+?[\d .()-]{6,20}$",
        label=_("telephone"),
        required=False,
        error_messages={"invalid": _("This is not a telephone number.")},
    )

    class Meta:
        model = Dealership
        fields = ["name", "kind", "address", "postcode", "city", "phone", "email", "mask_plates"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["registration"].initial = self.instance.siret or self.instance.siren

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number = cleaned.get("registration", "")
        self.instance.siren = self.instance.siret = ""
        if number:
            try:
                self.instance.siren, self.instance.siret = registration_numbers(number)
            except forms.ValidationError as error:
                self.add_error("registration", error)
        elif cleaned.get("kind") == Dealership.Kind.GARAGE:
            self.add_error("registration", _("A garage needs its SIREN or SIRET: the law wants it in every ad."))
        return cleaned


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.SELLER)

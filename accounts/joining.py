"""Becoming a member: of one's own dealership, or of another's by invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import Dealership, Invitation, Membership, User


def open_dealership(user: User, **fields: Any) -> Dealership:
    """A new dealership with ``user`` as its owner."""
    with transaction.atomic():
        dealership = Dealership.objects.create(slug=Dealership.free_slug(fields["name"]), email=user.email, **fields)
        Membership.objects.create(dealership=dealership, user=user, role=Membership.Role.OWNER)
    return dealership


def invite(dealership: Dealership, email: str, role: str, *, invited_by: User, sign_in_url: str) -> Invitation:
    """Inviting an address again changes its role and writes to it once more."""
    invitation, _created = Invitation.objects.update_or_create(
        dealership=dealership, email=email.lower(), defaults={"role": role, "invited_by": invited_by}
    )
    context = {"dealership": dealership, "invited_by": invited_by, "sign_in_url": sign_in_url}
    subject = _("%(garage)s invites you to Keroxio") % {"garage": dealership.name}
    text = render_to_string("accounts/email/invitation.txt", context)
    transaction.on_commit(lambda: send_mail(subject, text, None, [invitation.email]))
    return invitation


def accept_invitations(user: User) -> list[Membership]:
    """Only a proven address opens a dealership's door."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    joined = []
    with transaction.atomic():
        for invitation in Invitation.objects.filter(email__in=[email.lower() for email in proven]):
            membership, _created = Membership.objects.get_or_create(
                dealership=invitation.dealership, user=user, defaults={"role": invitation.role}
            )
            joined.append(membership)
            invitation.delete()
    return joined


def accept_on_confirmation(email_address: EmailAddress, **_: Any) -> None:
    accept_invitations(email_address.user)


def accept_on_login(user: User, **_: Any) -> None:
    accept_invitations(user)

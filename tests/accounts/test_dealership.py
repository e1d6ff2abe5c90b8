from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.joining import accept_invitations
from accounts.models import Dealership, Invitation, Membership, User
from tests.conftest import make_dealership, make_member

Browser = Callable[[User], Client]
PROFILE = {"name": "Garage du Lac", "kind": "garage", "registration": "732829320", "city": "Annecy"}


def test_the_owner_changes_the_profile(alice: User, garage: Dealership, as_user: Browser) -> None:
    answer = as_user(alice).post(reverse("dealership_profile"), PROFILE | {"postcode": "74000", "mask_plates": "on"})
    assert answer.status_code == 302
    garage.refresh_from_db()
    assert (garage.postcode, garage.department, garage.siren) == ("74000", "74", "732829320")
    assert garage.default_background == "studio_grey"


@pytest.mark.parametrize(
    ("field", "value"), [("registration", "1"), ("postcode", "7400"), ("phone", "call me"), ("name", "")]
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_is_lost(
    alice: User, garage: Dealership, as_user: Browser, field: str, value: str
) -> None:
    answer = as_user(alice).post(reverse("dealership_profile"), PROFILE | {"city": "Lyon", field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "Lyon" in answer.content.decode()
    garage.refresh_from_db()
    assert garage.city == "Annecy"


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_others_see_the_profile_and_cannot_change_it(who: str, request: Any, as_user: Browser) -> None:
    client = as_user(request.getfixturevalue(who))
    assert client.get(reverse("dealership_profile")).status_code == 200
    assert client.post(reverse("dealership_profile"), PROFILE).status_code == 403


def test_a_visitor_is_asked_to_sign_in() -> None:
    answer = Client().get(reverse("members"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


def test_an_invited_address_joins_once_it_is_proven(
    alice: User, garage: Dealership, as_user: Browser, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        as_user(alice).post(reverse("invitations"), {"email": "New@Example.com", "role": "viewer"})
    assert mail.outbox[0].to == ["new@example.com"]
    assert "Garage du Lac" in mail.outbox[0].subject
    user = User.objects.create_user("new@example.com", "correct horse battery")
    address = EmailAddress.objects.create(user=user, email="new@example.com", primary=True, verified=False)
    assert accept_invitations(user) == [], "anybody may type an address"
    address.set_verified()
    accept_invitations(user)
    assert Membership.objects.get(user=user).role == "viewer"
    assert not Invitation.objects.exists()


def test_inviting_twice_changes_the_role(alice: User, as_user: Browser) -> None:
    for role in ("viewer", "seller"):
        as_user(alice).post(reverse("invitations"), {"email": "new@example.com", "role": role})
    assert Invitation.objects.get().role == "seller"


def test_a_nonsense_address_is_not_invited(alice: User, as_user: Browser) -> None:
    answer = as_user(alice).post(reverse("invitations"), {"email": "nobody", "role": "seller"})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_the_last_owner_stays(alice: User, as_user: Browser) -> None:
    member = Membership.objects.get(user=alice)
    client = as_user(alice)
    client.post(reverse("member_role", args=[member.pk]), {"role": "viewer"})
    client.post(reverse("member_delete", args=[member.pk]))
    member.refresh_from_db()
    assert member.role == "owner"


def test_the_owner_changes_and_removes_members(alice: User, bob: User, as_user: Browser) -> None:
    member = Membership.objects.get(user=bob)
    client = as_user(alice)
    client.post(reverse("member_role", args=[member.pk]), {"role": "viewer"})
    member.refresh_from_db()
    assert member.role == "viewer"
    client.post(reverse("member_delete", args=[member.pk]))
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_another_dealerships_member_is_out_of_reach(alice: User, charlie: User, as_user: Browser) -> None:
    member = Membership.objects.get(user=charlie)
    assert as_user(alice).post(reverse("member_delete", args=[member.pk])).status_code == 404
    assert Membership.objects.filter(pk=member.pk).exists()


def test_a_member_of_two_dealerships_switches(alice: User, as_user: Browser) -> None:
    second = make_dealership("Second", kind="private")
    Membership.objects.create(dealership=second, user=alice, role="seller")
    client = as_user(alice)
    client.post(reverse("dealership_switch", args=[second.pk]))
    assert client.get(reverse("dealership_profile")).context["dealership"].name == "Second"


def test_nobody_switches_to_a_dealership_not_theirs(alice: User, charlie: User, as_user: Browser) -> None:
    theirs = Membership.objects.get(user=charlie).dealership
    assert as_user(alice).post(reverse("dealership_switch", args=[theirs.pk])).status_code == 404


def test_a_user_without_dealership_opens_one(db: None, as_user: Browser) -> None:
    lonely = User.objects.create_user("lonely@example.com", "correct horse battery")
    client = as_user(lonely)
    assert client.get(reverse("stock"))["Location"] == reverse("dealership_new")
    client.post(reverse("dealership_new"), {"kind": "private", "name": "Seul"})
    assert client.get(reverse("stock")).status_code == 200


@pytest.mark.parametrize(("postcode", "department"), [("20100", "2A"), ("20200", "2B"), ("97400", "974"), ("", "")])
def test_the_department_follows_from_the_postcode(postcode: str, department: str) -> None:
    assert Dealership(postcode=postcode).department == department


def test_viewers_cannot_invite(vera: User, as_user: Browser) -> None:
    assert as_user(vera).post(reverse("invitations"), {"email": "x@example.com", "role": "owner"}).status_code == 403


def test_the_members_page_shows_who_belongs(alice: User, bob: User, as_user: Browser) -> None:
    make_member(make_dealership("Ailleurs", kind="private"), "else@example.com", "owner")
    page = as_user(alice).get(reverse("members")).content.decode()
    assert "bob@example.com" in page
    assert "else@example.com" not in page


def test_the_owner_chooses_the_usual_background(alice: User, bob: User, garage: Dealership, as_user: Browser) -> None:
    url = reverse("dealership_background")
    assert as_user(bob).post(url, {"background": "loft"}).status_code == 403
    as_user(alice).post(url, {"background": "moon"})
    garage.refresh_from_db()
    assert garage.default_background == "studio_grey"
    as_user(alice).post(url, {"background": "loft"})
    garage.refresh_from_db()
    assert garage.default_background == "loft"
    assert b'value="loft" checked' in as_user(alice).get(reverse("dealership_profile")).content

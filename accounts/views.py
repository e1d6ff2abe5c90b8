from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import DealershipFields, DealershipForm, InvitationForm
from accounts.joining import invite
from accounts.models import Invitation, Membership
from accounts.tenancy import SESSION_KEY, TenantRequest, member_required, owner_required


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dealership_new(request: HttpRequest) -> HttpResponse:
    form = DealershipFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.open_for(request.user)  # type: ignore[arg-type]
        request.session[SESSION_KEY] = made.pk
        return redirect("stock")
    return render(request, "accounts/dealership_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def dealership_profile(request: TenantRequest) -> HttpResponseBase:
    if request.method == "POST":
        return _save_profile(request)
    return _profile_page(request, DealershipForm(instance=request.dealership))


@owner_required
def _save_profile(request: TenantRequest) -> HttpResponse:
    form = DealershipForm(request.POST, instance=request.membership.dealership)
    if not form.is_valid():
        return _profile_page(request, form, status=422)
    form.save()
    messages.success(request, _("The profile is saved."))
    return redirect("dealership_profile")


def _profile_page(request: TenantRequest, form: DealershipForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "can_edit": request.membership.is_owner}
    return render(request, "accounts/dealership_profile.html", context, status=status)


@require_safe
@member_required
def members(request: TenantRequest) -> HttpResponse:
    return _members_page(request, InvitationForm())


def _members_page(request: TenantRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    context = {
        "members": Membership.objects.filter(dealership=request.dealership).select_related("user").order_by("pk"),
        "invitations": Invitation.objects.filter(dealership=request.dealership).order_by("-created_at"),
        "form": form,
        "roles": Membership.Role.choices,
        "can_edit": request.membership.is_owner,
    }
    return render(request, "accounts/members.html", context, status=status)


@require_POST
@owner_required
def invitations(request: TenantRequest) -> HttpResponse:
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _members_page(request, form, status=422)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    if Membership.objects.filter(dealership=request.dealership, user__email__iexact=email).exists():
        messages.info(request, _("%(email)s is a member already.") % {"email": email})
    else:
        url = request.build_absolute_uri(reverse("account_signup"))
        invite(request.dealership, email, role, invited_by=request.user, sign_in_url=url)
        messages.success(request, _("An invitation was sent to %(email)s.") % {"email": email})
    return redirect("members")


@require_POST
@owner_required
def invitation_delete(request: TenantRequest, pk: int) -> HttpResponse:
    Invitation.objects.filter(dealership=request.dealership, pk=pk).delete()
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("members")


@require_POST
@owner_required
def member_role(request: TenantRequest, pk: int) -> HttpResponse:
    return _change_member(request, pk, request.POST.get("role", ""))


@require_POST
@owner_required
def member_delete(request: TenantRequest, pk: int) -> HttpResponse:
    return _change_member(request, pk, None)


def _change_member(request: TenantRequest, pk: int, role: str | None) -> HttpResponse:
    """A dealership keeps at least one owner, also when two owners step down at the same time."""
    with transaction.atomic():
        owners = list(
            Membership.objects.select_for_update()
            .filter(dealership=request.dealership, role=Membership.Role.OWNER)
            .values_list("pk", flat=True)
        )
        member = get_object_or_404(Membership, dealership=request.dealership, pk=pk)
        if owners == [member.pk] and role != Membership.Role.OWNER:
            messages.error(request, _("A dealership needs an owner: name another one first."))
        elif role is None:
            member.delete()
            messages.success(request, _("The member is removed."))
        elif role in Membership.Role.values:
            member.role = role
            member.save(update_fields=["role"])
            messages.success(request, _("The role is changed."))
        else:
            messages.error(request, _("Choose one of the roles."))
    return redirect("members")


@require_POST
@member_required
def dealership_switch(request: TenantRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership, user=request.user, dealership=pk)
    request.session[SESSION_KEY] = membership.dealership_id
    return redirect("stock")

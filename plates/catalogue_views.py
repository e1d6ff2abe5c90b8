"""What the catalogue and the VIN say while the particulars are typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.tenancy import TenantRequest, member_required
from plates.forms import ParticularsForm
from vehicles.catalogue import catalogue, models_of
from vehicles.recognising import recognise
from vehicles.vin import read_vin, tidy_vin
from vehicles.vocabulary import Body, Fuel, Gearbox

LONGEST = 200


@require_safe
@member_required
def model_names(request: TenantRequest) -> HttpResponse:
    return render(request, "wizard/plate.html#models", {"models": models_of(request.GET.get("make", ""))})


@require_safe
@member_required
def car_check(request: TenantRequest) -> HttpResponse:
    """The model and its generations, proposals where the name is not known, and what the version tells."""
    return render(request, "wizard/plate.html#car", car_context(request.GET.dict()))


@require_safe
@member_required
def vin_check(request: TenantRequest) -> HttpResponse:
    return render(request, "wizard/plate.html#vin", vin_context(request.GET.get("vin", "")))


def catalogue_context(form: ParticularsForm) -> dict[str, Any]:
    typed = {name: str(form[name].value() or "") for name in ("make", "model", "version", "first_registration_year")}
    context = {"makes": list(catalogue()), "models": models_of(typed["make"])}
    return context | car_context(typed) | vin_context(str(form["vin"].value() or ""))


def car_context(typed: dict[str, str]) -> dict[str, Any]:
    make, model, version, year = (
        typed.get(name, "").strip()[:LONGEST] for name in ("make", "model", "version", "first_registration_year")
    )
    found = recognise(make, model, version, int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None)
    known, told = found.model, found.told
    return {
        "recognised": found,
        "usual_fuels": [Fuel(fuel).label for fuel in known.fuels] if known else [],
        "usual_bodies": [Body(body).label for body in known.bodies] if known else [],
        "told_words": [
            *([Fuel(told.fuel).label] if told.fuel else []),
            *([Gearbox(told.gearbox).label] if told.gearbox else []),
        ],
    }


def vin_context(text: str) -> dict[str, Any]:
    vin = tidy_vin(text)
    return {"vin": vin, "vin_facts": read_vin(vin)}

from __future__ import annotations

from django.urls import path

from plates import catalogue_views, lookup_views, views

urlpatterns = [
    path("cars/new/", views.vehicle_new, name="vehicle_new"),
    path("cars/<int:pk>/plate/", views.wizard_plate, name="wizard_plate"),
    path("cars/<int:pk>/plate/proposal/", views.plate_proposal, name="plate_proposal"),
    path("cars/<int:pk>/plate/readings/", views.readings_retry, name="readings_retry"),
    path("cars/<int:pk>/plate/lookup/", lookup_views.plate_lookup, name="plate_lookup"),
    path("cars/<int:pk>/plate/lookup/start/", lookup_views.lookup_start, name="lookup_start"),
    path("cars/<int:pk>/particulars/keep/", lookup_views.particulars_keep, name="particulars_keep"),
    path("cars/<int:pk>/photos/upload/", views.photo_upload, name="photo_upload"),
    path("catalogue/models/", catalogue_views.model_names, name="model_names"),
    path("catalogue/car/", catalogue_views.car_check, name="car_check"),
    path("catalogue/vin/", catalogue_views.vin_check, name="vin_check"),
]

from __future__ import annotations

from django.urls import path

from imaging import views

urlpatterns = [
    path("cars/<int:pk>/photos/", views.wizard_photos, name="wizard_photos"),
    path("cars/<int:pk>/photos/progress/", views.photos_progress, name="photos_progress"),
    path("cars/<int:pk>/photos/order/", views.photos_order, name="photos_order"),
    path("cars/<int:pk>/photos.zip", views.photos_zip, name="photos_zip"),
    path("dealership/background/", views.dealership_background, name="dealership_background"),
    path("cars/<int:pk>/background/", views.vehicle_background, name="vehicle_background"),
    path("cars/<int:pk>/plate-masking/", views.vehicle_plate_masking, name="vehicle_plate_masking"),
    path("photos/<int:pk>/kind/", views.photo_kind, name="photo_kind"),
    path("photos/<int:pk>/shown/", views.photo_shown, name="photo_shown"),
    path("photos/<int:pk>/place/", views.photo_move, name="photo_move"),
    path("photos/<int:pk>/retry/", views.photo_retry, name="photo_retry"),
    path("photos/<int:pk>/removal/", views.photo_remove, name="photo_remove"),
    path("photos/<int:pk>/restoration/", views.photo_restore, name="photo_restore"),
]

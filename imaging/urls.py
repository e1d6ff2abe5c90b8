from __future__ import annotations

from django.urls import path

from imaging.views import capture, covers, cutouts, downloads, photos, plates, retouching, sharing

urlpatterns = [
    path("cars/<int:pk>/photos/", photos.wizard_photos, name="wizard_photos"),
    path("cars/<int:pk>/photos/progress/", photos.photos_progress, name="photos_progress"),
    path("cars/<int:pk>/photos/order/", photos.photos_order, name="photos_order"),
    path("cars/<int:pk>/photos.zip", downloads.photos_zip, name="photos_zip"),
    path("dealership/background/", photos.dealership_background, name="dealership_background"),
    path("cars/<int:pk>/background/", photos.vehicle_background, name="vehicle_background"),
    path("cars/<int:pk>/plate-masking/", photos.vehicle_plate_masking, name="vehicle_plate_masking"),
    path("cars/<int:pk>/retouching/", retouching.vehicle_retouch, name="vehicle_retouch"),
    path("photos/<int:pk>/retouching/", retouching.photo_retouch, name="photo_retouch"),
    path("dealership/cover/", covers.dealership_cover, name="dealership_cover"),
    path("dealership/cover/preview/", covers.cover_preview, name="cover_preview"),
    path("photos/<int:pk>/cutout/", cutouts.cutout_editor, name="cutout_editor"),
    path("photos/<int:pk>/cutout/outline.png", cutouts.cutout_outline, name="cutout_outline"),
    path("photos/<int:pk>/plates/", plates.plate_editor, name="plate_editor"),
    path("photos/<int:pk>/plates/preview/", plates.plate_preview, name="plate_preview"),
    path("photos/<int:pk>/kind/", photos.photo_kind, name="photo_kind"),
    path("photos/<int:pk>/shown/", photos.photo_shown, name="photo_shown"),
    path("photos/<int:pk>/place/", photos.photo_move, name="photo_move"),
    path("photos/<int:pk>/retry/", photos.photo_retry, name="photo_retry"),
    path("photos/<int:pk>/removal/", photos.photo_remove, name="photo_remove"),
    path("photos/<int:pk>/background/", photos.photo_background, name="photo_background"),
    path("photos/<int:pk>/exclusion/", photos.photo_exclusion, name="photo_exclusion"),
    path("photos/<int:pk>/verdict/", photos.photo_verdict, name="photo_verdict"),
    path("cars/<int:pk>/photos/undo/", photos.photos_undo, name="photos_undo"),
    path("cars/<int:pk>/photos/capture/<slug:key>/", capture.photo_capture, name="photo_capture"),
    path("cars/<int:pk>/photos/share/", sharing.photos_share, name="photos_share"),
    path("share-links/<int:pk>/revocation/", sharing.share_revoke, name="share_revoke"),
    path("shared/<str:token>/", sharing.shared_photos, name="shared_photos"),
    path("shared/<str:token>/<int:pk>/<slug:size>/", sharing.shared_file, name="shared_file"),
    path("photo-changes/<int:pk>/undo/", photos.change_undo, name="change_undo"),
]

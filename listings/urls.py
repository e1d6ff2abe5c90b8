from __future__ import annotations

from django.urls import path

from listings.views import ad, claims, paperwork, portal_text, publication, review, stock

urlpatterns = [
    path("stock/", stock.stock, name="stock"),
    path("cars/<int:pk>/archive/", stock.vehicle_archive, name="vehicle_archive"),
    path("cars/<int:pk>/unarchive/", stock.vehicle_unarchive, name="vehicle_unarchive"),
    path("cars/<int:pk>/delete/", stock.vehicle_delete, name="vehicle_delete"),
    path("cars/<int:pk>/restore/", stock.vehicle_restore, name="vehicle_restore"),
    path("cars/<int:pk>/export.zip", stock.vehicle_export, name="vehicle_export"),
    path("cars/<int:pk>/ad/", ad.wizard_ad, name="wizard_ad"),
    path("cars/<int:pk>/ad/status/", ad.ad_status, name="ad_status"),
    path("cars/<int:pk>/ads/", ad.ads, name="ads"),
    path("ads/<int:pk>/", ad.ad_edit, name="ad_edit"),
    path("ads/<int:pk>/mentions/", ad.ad_mentions, name="ad_mentions"),
    path("cars/<int:pk>/ad/<slug:channel>/", portal_text.wizard_portal, name="wizard_portal"),
    path("ads/<int:pk>/portals/<slug:channel>/", portal_text.portal_save, name="portal_save"),
    path("ads/<int:pk>/portals/<slug:channel>/write/", portal_text.portal_write, name="portal_write"),
    path("ads/<int:pk>/portals/<slug:channel>/status/", portal_text.portal_status, name="portal_status"),
    path("ads/review/", review.ads_review, name="ads_review"),
    path("ads/progress/", review.ads_progress, name="ads_progress"),
    path("ads/missing/", review.ads_write_missing, name="ads_write_missing"),
    path("ads/<int:pk>/review/", review.ad_review, name="ad_review"),
    path("ads/<int:pk>/claims/", claims.claims_confirm, name="claims_confirm"),
    path("claims/<int:pk>/forget/", claims.claim_forget, name="claim_forget"),
    path("ads/<int:pk>/choose/", ad.ad_choose, name="ad_choose"),
    path("cars/<int:pk>/publication/", publication.wizard_publication, name="wizard_publication"),
    path("cars/<int:pk>/publications/<slug:channel>/", publication.publication_mark, name="publication_mark"),
    path(
        "cars/<int:pk>/publications/<slug:channel>/photos.zip",
        publication.publication_photos,
        name="publication_photos",
    ),
    path("publications/<int:pk>/withdraw/", publication.publication_withdraw, name="publication_withdraw"),
    path("cars/<int:pk>/paperwork/", paperwork.paperwork_save, name="paperwork_save"),
    path("cars/<int:pk>/sell/", publication.vehicle_sell, name="vehicle_sell"),
    path("cars/<int:pk>/unsell/", publication.vehicle_unsell, name="vehicle_unsell"),
]

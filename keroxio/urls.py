from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from keroxio import pages
from keroxio.media import media

urlpatterns = [
    path("", pages.home, name="home"),
    path("activity/", pages.activity, name="activity"),
    path("health/", pages.health, name="health"),
    path("media/d/<int:dealership_id>/<path:path>", media, name="media"),
    path("", include("accounts.urls")),
    path("", include("listings.urls")),
    path("", include("sorting.urls")),
    path("", include("imaging.urls")),
    path("", include("pricing.urls")),
    path("", include("plates.urls")),
    path("account/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v2/", include("keroxio.api")),
    path("admin/", admin.site.urls),
]

from __future__ import annotations

from django.urls import path

from pricing import accuracy_views, completing, garage_views, views

urlpatterns = [
    path("catalogue/versions/", completing.version_names, name="version_names"),
    path("prices/accuracy/", accuracy_views.price_accuracy, name="price_accuracy"),
    path("cars/<int:pk>/price/", views.wizard_price, name="wizard_price"),
    path("cars/<int:pk>/price/set/", views.price_set, name="price_set"),
    path("cars/<int:pk>/price/comparables/", views.price_comparables, name="price_comparables"),
    path("cars/<int:pk>/price/adjust/", views.price_adjust, name="price_adjust"),
    path("cars/<int:pk>/price.pdf", views.price_pdf, name="price_pdf"),
    path("cars/<int:pk>/trade-in/", garage_views.price_trade_in, name="price_trade_in"),
    path("stock/prices/", garage_views.stock_prices, name="stock_prices"),
    path("stock/prices/estimate/", garage_views.stock_estimate, name="stock_estimate"),
    path("stock/prices/change/", garage_views.stock_reprice, name="stock_reprice"),
    path("valuations/<int:pk>/repeat/", views.price_repeat, name="price_repeat"),
    path("cars/<int:pk>/price/sold/", views.price_sold, name="price_sold"),
    path("cars/<int:pk>/price/standing/", views.price_standing, name="price_standing"),
    path("cars/<int:pk>/price/status/", views.price_status, name="price_status"),
    path("cars/<int:pk>/price/retry/", views.price_retry, name="price_retry"),
]

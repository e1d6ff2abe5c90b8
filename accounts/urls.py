from __future__ import annotations

from django.urls import path

from accounts import views

urlpatterns = [
    path("dealership/", views.dealership_profile, name="dealership_profile"),
    path("dealership/new/", views.dealership_new, name="dealership_new"),
    path("dealership/<int:pk>/switch/", views.dealership_switch, name="dealership_switch"),
    path("members/", views.members, name="members"),
    path("members/<int:pk>/role/", views.member_role, name="member_role"),
    path("members/<int:pk>/delete/", views.member_delete, name="member_delete"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<int:pk>/delete/", views.invitation_delete, name="invitation_delete"),
]

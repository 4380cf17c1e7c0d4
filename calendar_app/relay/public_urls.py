"""Addresses for supporters and witnesses: printed, scanned, sent by message; they do not change."""

from django.urls import path

from calendar_app.views import relay_public, testimony_public

app_name = "relay"
urlpatterns = [
    path("relayer/", relay_public.relay_page, name="page"),
    path("relayer/<int:relay>/image/<int:media>/", relay_public.relay_image, name="image"),
    path("temoigner/", testimony_public.testify, name="testify"),
    path("temoigner/<slug:key>/", testimony_public.testimony, name="testimony"),
]

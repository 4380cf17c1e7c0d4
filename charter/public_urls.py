"""Addresses for everybody, which do not change: they are printed on papers and copied into other sites."""

from django.urls import path

from charter.views import public

app_name = "public"
urlpatterns = [
    path("", public.charter_list, name="charter-list"),
    path("mentions-legales/", public.legal_notice, name="legal-notice"),
    path("<slug:word>/", public.charter_detail, name="charter-detail"),
    path("<slug:word>/version-<int:number>/", public.version_detail, name="version-detail"),
    path("<slug:word>/version-<int:number>.pdf", public.version_pdf, name="version-pdf"),
    path("<slug:word>/version-<int:number>.docx", public.version_docx, name="version-docx"),
]

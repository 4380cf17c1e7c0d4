from django.urls import path, register_converter
from django.urls.converters import StringConverter

from kpis.views import entry, exports, imports, indicators, months, own, pairing, targets


class MonthConverter(StringConverter):
    """A month in an address: 2026-10."""

    regex = r"\d{4}-\d{2}"


register_converter(MonthConverter, "kpi_month")

app_name = "kpis"
urlpatterns = [
    path("chiffres/", months.month, name="month"),
    path("chiffres/<kpi_month:month>/", months.month, name="month"),
    path("chiffres/saisie/", entry.entry, name="entry"),
    path("chiffres/<kpi_month:month>/saisie/", entry.entry, name="entry"),
    path("chiffres/indicateurs/", indicators.indicator_list, name="indicator-list"),
    path("chiffres/indicateurs/suivre/", indicators.indicator_follow, name="indicator-follow"),
    path("chiffres/indicateurs/ecrire/", own.create, name="own-create"),
    path("chiffres/indicateurs/<int:pk>/", own.edit, name="own-edit"),
    path("chiffres/indicateurs/<int:pk>/retirer/", own.retire, name="own-retire"),
    path("chiffres/ruptures/", own.break_list, name="break-list"),
    path("chiffres/ruptures/<int:pk>/enlever/", own.break_remove, name="break-remove"),
    path("chiffres/cibles/", targets.target_list, name="target-list"),
    path("chiffres/cibles/fixer/", targets.target_fix, name="target-fix"),
    path("chiffres/import/", imports.upload, name="import"),
    path("chiffres/import/<int:pk>/", imports.detail, name="import-detail"),
    path("chiffres/import/<int:pk>/repondre/", imports.answer, name="import-answer"),
    path("chiffres/import/<int:pk>/garder/", imports.keep, name="import-keep"),
    path("chiffres/import/<int:pk>/ecarter/", imports.set_aside, name="import-set-aside"),
    path("chiffres/rapprocher/", pairing.pairing_list, name="pairing"),
    path("chiffres/rapprocher/<int:pk>/choisir/", pairing.pairing_settle, name="pairing-settle"),
    path("chiffres/rapprocher/<int:pk>/defaire/", pairing.pairing_undo, name="pairing-undo"),
    path("chiffres/publications/<int:pk>/", pairing.post_figures, name="post-figures"),
    path("chiffres/classeurs/", exports.export_create, name="export-create"),
    path("chiffres/classeurs/<int:pk>/", exports.export_detail, name="export-detail"),
    path("chiffres/classeurs/<int:pk>/telecharger/", exports.export_download, name="export-download"),
    path("chiffres/classeurs/<int:pk>/relancer/", exports.export_retry, name="export-retry"),
]

from django.urls import path, register_converter

from charter.converters import KindConverter
from charter.views import amending, deciding, keeping, reading, settling, surveys, writing

register_converter(KindConverter, "charterkind")

app_name = "charter"
urlpatterns = [
    path("textes/", reading.text_list, name="list"),
    path("textes/comparer/", reading.compare, name="compare"),
    path("textes/<charterkind:kind>/", reading.kind_detail, name="kind-detail"),
    path("textes/<charterkind:kind>/nouvelle-version/", writing.version_create, name="version-create"),
    path("textes/versions/<int:pk>/", reading.version_detail, name="version-detail"),
    path("textes/versions/<int:pk>/signer/", reading.sign, name="sign"),
    path("textes/versions/<int:pk>/signatures/", reading.signatures, name="signatures"),
    path("textes/versions/<int:pk>/rediger/", writing.version_edit, name="version-edit"),
    path("textes/versions/<int:pk>/ajouter-un-article/", writing.clause_add, name="clause-add"),
    path("textes/versions/<int:pk>/soumettre/", deciding.version_submit, name="version-submit"),
    path("textes/versions/<int:pk>/demander-des-changements/", deciding.version_return, name="version-return"),
    path("textes/versions/<int:pk>/arreter/", deciding.version_freeze, name="version-freeze"),
    path("textes/versions/<int:pk>/rouvrir/", deciding.version_thaw, name="version-thaw"),
    path("textes/versions/<int:pk>/rouvrir-sous-scrutin/", deciding.version_reopen, name="version-reopen"),
    path("textes/versions/<int:pk>/revue/", keeping.version_review, name="version-review"),
    path("textes/versions/<int:pk>/abroger/", keeping.version_repeal, name="version-repeal"),
    path("textes/versions/<int:pk>/retirer/", deciding.version_withdraw, name="version-withdraw"),
    path("textes/versions/<int:pk>/scrutin/", deciding.version_ballot, name="version-ballot"),
    path("textes/versions/<int:pk>/vigueur/", deciding.version_enforce, name="version-enforce"),
    path("textes/questionnaires/", surveys.survey_list, name="survey-list"),
    path("textes/questionnaires/ouvrir/", surveys.survey_open, name="survey-open"),
    path("textes/questionnaires/<int:pk>/", surveys.survey_detail, name="survey-detail"),
    path("textes/questionnaires/<int:pk>/clore/", surveys.survey_close, name="survey-close"),
    path("textes/articles/<int:pk>/", writing.clause_edit, name="clause-edit"),
    path("textes/articles/<int:pk>/supprimer/", writing.clause_remove, name="clause-remove"),
    path("textes/articles/<int:pk>/deplacer/", writing.clause_move, name="clause-move"),
    # what members ask to change before the text is fixed
    path("textes/versions/<int:pk>/texte-entier/", amending.version_whole, name="version-whole"),
    path("textes/versions/<int:pk>/amendements/", amending.version_amendments, name="version-amendments"),
    path("textes/versions/<int:pk>/amender/", amending.version_amend, name="version-amend"),
    path("textes/versions/<int:pk>/examiner/", settling.version_settle, name="version-settle"),
    path("textes/versions/<int:pk>/texte-commun/", settling.version_merge, name="version-merge"),
    path("textes/versions/<int:pk>/rapporteur/", settling.version_rapporteur, name="version-rapporteur"),
    path("textes/amendements/<int:pk>/", amending.amendment_detail, name="amendment-detail"),
    path("textes/amendements/<int:pk>/rediger/", amending.amendment_edit, name="amendment-edit"),
    path("textes/amendements/<int:pk>/deposer/", amending.amendment_submit, name="amendment-submit"),
    path("textes/amendements/<int:pk>/commenter/", amending.amendment_comment, name="amendment-comment"),
    path("textes/amendements/<int:pk>/retirer/", amending.amendment_withdraw, name="amendment-withdraw"),
    path("textes/amendements/<int:pk>/redeposer/", amending.amendment_refile, name="amendment-refile"),
    path("textes/amendements/<int:pk>/discuter/", settling.amendment_examine, name="amendment-examine"),
    path("textes/amendements/<int:pk>/accepter/", settling.amendment_accept, name="amendment-accept"),
    path("textes/amendements/<int:pk>/modifier/", settling.amendment_modify, name="amendment-modify"),
    path("textes/amendements/<int:pk>/rejeter/", settling.amendment_reject, name="amendment-reject"),
]

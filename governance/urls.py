from django.urls import path

from governance.views import ballots, statutes

app_name = "governance"
urlpatterns = [
    path("statuts/", statutes.statutes, name="statutes"),
    path("scrutins/", ballots.ballot_list, name="ballot-list"),
    path("scrutins/<int:pk>/", ballots.ballot_detail, name="ballot-detail"),
    path("scrutins/<int:pk>/voter/", ballots.ballot_vote, name="ballot-vote"),
    path("scrutins/<int:pk>/clore/", ballots.ballot_close, name="ballot-close"),
    path("scrutins/<int:pk>/annuler/", ballots.ballot_void, name="ballot-void"),
    path("scrutins/<int:pk>/proclamer/", ballots.ballot_certify, name="ballot-certify"),
    path("scrutins/<int:pk>/seance/", ballots.ballot_session, name="ballot-session"),
]

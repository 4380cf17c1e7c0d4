from django.urls import path

from governance import views

app_name = "governance"
urlpatterns = [
    path("statuts/", views.statutes, name="statutes"),
    path("scrutins/", views.ballot_list, name="ballot-list"),
    path("scrutins/<int:pk>/", views.ballot_detail, name="ballot-detail"),
    path("scrutins/<int:pk>/voter/", views.ballot_vote, name="ballot-vote"),
    path("scrutins/<int:pk>/clore/", views.ballot_close, name="ballot-close"),
    path("scrutins/<int:pk>/annuler/", views.ballot_void, name="ballot-void"),
    path("scrutins/<int:pk>/seance/", views.ballot_session, name="ballot-session"),
]

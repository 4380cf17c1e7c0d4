from django.urls import path

from governance.views import agenda, ballots, meetings, proxies, sessions, statutes

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
    path("reunions/", meetings.meeting_list, name="meeting-list"),
    path("reunions/nouvelle/", meetings.meeting_create, name="meeting-create"),
    path("reunions/<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("reunions/<int:pk>/modifier/", meetings.meeting_edit, name="meeting-edit"),
    path("reunions/<int:pk>/convoquer/", meetings.meeting_convene, name="meeting-convene"),
    path("reunions/<int:pk>/annuler/", meetings.meeting_cancel, name="meeting-cancel"),
    path("reunions/<int:pk>/points/ajouter/", agenda.item_add, name="meeting-item-add"),
    path("reunions/<int:pk>/documents/joindre/", agenda.document_add, name="meeting-document-add"),
    path("reunions/<int:pk>/presence/", sessions.meeting_sheet, name="meeting-sheet"),
    path("reunions/<int:pk>/presence/imprimer/", sessions.meeting_print, name="meeting-print"),
    path("reunions/<int:pk>/ouvrir/", sessions.meeting_open, name="meeting-open"),
    path("reunions/<int:pk>/lever/", sessions.meeting_close, name="meeting-close"),
    path("reunions/<int:pk>/deuxieme/", meetings.meeting_second, name="meeting-second"),
    path("reunions/<int:pk>/pouvoir/", proxies.meeting_proxy, name="meeting-proxy"),
    path("reunions/<int:pk>/pouvoirs/", proxies.meeting_proxies, name="meeting-proxies"),
    path("reunions/points/<int:pk>/modifier/", agenda.item_edit, name="item-edit"),
    path("reunions/points/<int:pk>/monter/", agenda.item_up, name="item-up"),
    path("reunions/points/<int:pk>/descendre/", agenda.item_down, name="item-down"),
    path("reunions/points/<int:pk>/retirer/", agenda.item_remove, name="item-remove"),
    path("reunions/documents/<int:pk>/", agenda.document, name="document"),
    path("reunions/documents/<int:pk>/retirer/", agenda.document_remove, name="document-remove"),
    path("reunions/pouvoirs/<int:pk>/reprendre/", proxies.proxy_revoke, name="proxy-revoke"),
]

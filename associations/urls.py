from django.urls import include, path

from associations.views import account, founding, invitations, members, overview, settings

app_name = "associations"

inside = [
    path("", overview.overview, name="overview"),
    path("membres/", members.members, name="members"),
    path("membres/inviter/", invitations.invite, name="invite"),
    path("membres/<int:pk>/", members.member_detail, name="member-detail"),
    path("membres/<int:pk>/mandat/", members.mandate_create, name="member-mandate"),
    path("membres/<int:pk>/depart/", members.member_remove, name="member-remove"),
    path("mandats/<int:pk>/", members.mandate_edit, name="mandate-edit"),
    path("quitter/", members.leave, name="leave"),
    path("invitations/<int:pk>/renvoyer/", invitations.resend, name="invitation-resend"),
    path("invitations/<int:pk>/retirer/", invitations.withdraw, name="invitation-withdraw"),
    path("roles/", settings.roles, name="roles"),
    path("reglages/", settings.settings, name="settings"),
]

urlpatterns = [
    path("mon-compte/", account.account, name="account"),
    path("association/nouvelle/", founding.create, name="create"),
    path("invitation/<str:token>/", invitations.answer, name="invitation"),
    path("a/<slug:association>/", include(inside)),
]

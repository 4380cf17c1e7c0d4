from django.urls import path

from calendar_app.views import acts, channels, overview, posts, publishing, typing

app_name = "calendar"
urlpatterns = [
    path("calendrier/", overview.show_month, name="month"),
    path("calendrier/<int:year>-<int:month>/", overview.show_month, name="month"),
    path("calendrier/liste/", overview.show_list, name="list"),
    path("calendrier/nouvelle/", posts.create, name="post-create"),
    path("calendrier/compter/", typing.count, name="count"),
    path("calendrier/garder/", typing.keep, name="keep"),
    path("calendrier/oublier/", typing.forget, name="forget"),
    path("calendrier/comptes/", channels.channel_list, name="channel-list"),
    path("calendrier/comptes/nouveau/", channels.channel_create, name="channel-create"),
    path("calendrier/comptes/<int:pk>/", channels.channel_edit, name="channel-edit"),
    path("calendrier/media/<int:pk>/", publishing.media, name="media"),
    path("calendrier/<int:pk>/", posts.detail, name="post-detail"),
    path("calendrier/<int:pk>/versions/<int:number>/", posts.version, name="post-version"),
    path("calendrier/<int:pk>/modifier/", posts.edit, name="post-edit"),
    path("calendrier/<int:pk>/garder/", typing.keep, name="post-keep"),
    path("calendrier/<int:pk>/oublier/", typing.forget, name="post-forget"),
    path("calendrier/<int:pk>/envoyer/", acts.submit, name="post-submit"),
    path("calendrier/<int:pk>/approuver/", acts.approve, name="post-approve"),
    path("calendrier/<int:pk>/changements/", acts.ask_changes, name="post-ask-changes"),
    path("calendrier/<int:pk>/programmer/", acts.schedule, name="post-schedule"),
    path("calendrier/<int:pk>/reprendre/", acts.reopen, name="post-reopen"),
    path("calendrier/<int:pk>/annuler/", acts.cancel, name="post-cancel"),
    path("calendrier/<int:pk>/publier/", publishing.kit, name="post-kit"),
    path("calendrier/<int:pk>/publier/<int:variant>/", publishing.confirm, name="post-confirm"),
]

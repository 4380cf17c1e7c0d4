from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from calendar_app.views import feeds, relay_public
from config import home, pages, sessions

# The admin's own form counts no attempts and asks for no second factor: keepers come in by the door of everybody.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

ASSOCIATION = "a/<slug:association>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("sante/", home.health, name="health"),
    path("aide/", pages.help_page, name="help"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("compte/sessions/<int:pk>/fermer/", sessions.end, name="session-end"),
    path("compte/", include("allauth.urls")),
    path("", include("associations.urls")),
    path("agenda/<str:token>.ics", feeds.agenda, name="agenda"),
    path("r/<str:code>/", relay_public.relay_go, name="relay-go"),
    path("public/<slug:slug>/", include("calendar_app.relay.public_urls")),
    path("public/<slug:slug>/", include("charter.public_urls")),
    path(ASSOCIATION, include("governance.urls")),
    path(ASSOCIATION, include("charter.urls")),
    path(ASSOCIATION, include("calendar_app.urls")),
    path(ASSOCIATION, include("moderation.urls")),
    path(ASSOCIATION, include("kpis.urls")),
    path(ASSOCIATION, include("training.urls")),
    path(ASSOCIATION, include("watch.urls")),
    path(ASSOCIATION, include("journal.urls")),
    path("admin/", admin.site.urls),
]

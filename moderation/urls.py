from django.urls import path

from moderation import views

app_name = "moderation"
urlpatterns = [
    path("moderation/", views.case_list, name="case-list"),
    path("moderation/signaler/", views.case_create, name="case-create"),
    path("moderation/<int:pk>/", views.case_detail, name="case-detail"),
    path("moderation/<int:pk>/prendre/", views.case_take_up, name="case-take-up"),
    path("moderation/<int:pk>/passer/", views.case_pass_on, name="case-pass-on"),
    path("moderation/<int:pk>/decider/", views.case_decide, name="case-decide"),
    path("moderation/<int:pk>/confirmer/", views.case_confirm, name="case-confirm"),
    path("moderation/<int:pk>/clore/", views.case_close, name="case-close"),
]

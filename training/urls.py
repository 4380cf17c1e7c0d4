from django.urls import path

from training import views

app_name = "training"
urlpatterns = [
    path("formation/", views.workshop_list, name="workshop-list"),
    path("formation/proposer/", views.workshop_create, name="workshop-create"),
    path("formation/<int:pk>/", views.workshop_detail, name="workshop-detail"),
    path("formation/<int:pk>/inscription/", views.workshop_sign_up, name="workshop-sign-up"),
    path("formation/<int:pk>/rendre-ma-place/", views.workshop_withdraw, name="workshop-withdraw"),
    path("formation/<int:pk>/a-eu-lieu/", views.workshop_hold, name="workshop-hold"),
    path("formation/<int:pk>/annuler/", views.workshop_cancel, name="workshop-cancel"),
    path("formation/presence/<int:pk>/", views.attendance_mark, name="attendance-mark"),
]

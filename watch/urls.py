from django.urls import path

from watch import views

app_name = "watch"
urlpatterns = [
    path("veille/", views.item_list, name="item-list"),
    path("veille/noter/", views.item_create, name="item-create"),
    path("veille/<int:pk>/", views.item_detail, name="item-detail"),
    path("veille/<int:pk>/repondre/", views.item_answer, name="item-answer"),
    path("veille/<int:pk>/laisser/", views.item_leave, name="item-leave"),
    path("veille/<int:pk>/reprendre/", views.item_take_back, name="item-take-back"),
]

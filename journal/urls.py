from django.urls import path

from journal import views

app_name = "journal"
urlpatterns = [path("journal/", views.entry_list, name="entry-list")]

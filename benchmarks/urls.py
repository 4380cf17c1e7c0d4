from django.urls import include, path

from benchmarks import floors

urlpatterns = [
    path("floor/a/", floors.constant, name="floor-a"),
    path("floor/b/<slug:association>/<int:year>-<int:month>/", floors.instances, name="floor-b"),
    path("floor/c/<slug:association>/<int:year>-<int:month>/", floors.plain, name="floor-c"),
    path("floor/d/<slug:association>/<int:year>-<int:month>/", floors.jinja, name="floor-d"),
    path("floor/e/<slug:association>/<int:year>-<int:month>/", floors.strings, name="floor-e"),
    path("floor/f/<slug:association>/<int:year>-<int:month>/", floors.fragments, name="floor-f"),
    path("", include("config.urls")),
]

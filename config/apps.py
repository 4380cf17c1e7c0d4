from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The hall that joins the rooms: it owns commands and template tags, no model."""

    name = "config"
    verbose_name = "Portevoix"

    def ready(self) -> None:
        from config import checks  # noqa: F401 - registers them

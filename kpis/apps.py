from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"
    label = "kpis"
    verbose_name = "Chiffres"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kpis import catalogue
        from kpis.own import registry

        catalogue.provide_own(registry.of_scope)

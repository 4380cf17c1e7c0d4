from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class JournalConfig(AppConfig):
    name = "journal"
    label = "journal"
    verbose_name = "Journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from journal import checks, frozen  # noqa: F401 - registers its check

        pre_migrate.connect(frozen.lift, sender=self, dispatch_uid="journal-frozen-lift")
        post_migrate.connect(frozen.install, sender=self, dispatch_uid="journal-frozen")

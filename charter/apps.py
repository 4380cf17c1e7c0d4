from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CharterConfig(AppConfig):
    name = "charter"
    label = "charter"
    verbose_name = "Textes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance how to show a version and what to do with an outcome; keep the triggers across migrations."""
        from charter import frozen, transitions
        from charter.pages import ballot_page
        from governance import subjects

        subjects.register(
            transitions.SUBJECT,
            subjects.Subject("charter/_ballot_text.html", ballot_page, transitions.take_outcome, transitions.offered),
        )
        pre_migrate.connect(frozen.lift, sender=self, dispatch_uid="charter-frozen-lift")
        post_migrate.connect(frozen.install, sender=self, dispatch_uid="charter-frozen-install")

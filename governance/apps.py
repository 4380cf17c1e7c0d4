from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class GovernanceConfig(AppConfig):
    name = "governance"
    label = "governance"
    verbose_name = "Décisions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the triggers of this room across migrations, and know its own subject: a resolution of an agenda."""
        from governance import called, frozen, resolutions, subjects

        subjects.register(resolutions.SUBJECT, resolutions.subject())
        for name, triggers in (("called", called), ("frozen", frozen)):
            pre_migrate.connect(triggers.lift, sender=self, dispatch_uid=f"governance-{name}-lift")
            post_migrate.connect(triggers.install, sender=self, dispatch_uid=f"governance-{name}-install")

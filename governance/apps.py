from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class GovernanceConfig(AppConfig):
    name = "governance"
    label = "governance"
    verbose_name = "Décisions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the triggers of this room across migrations, and know its own subject: a resolution of an agenda."""
        from governance import called, frozen, resolutions, rolls, sealed, subjects
        from journal.frozen import keep

        subjects.register(resolutions.SUBJECT, resolutions.subject())
        keep(*rolls.WALLS, *frozen.WALLS, *sealed.WALLS)
        pre_migrate.connect(called.lift, sender=self, dispatch_uid="governance-called-lift")
        post_migrate.connect(called.install, sender=self, dispatch_uid="governance-called-install")

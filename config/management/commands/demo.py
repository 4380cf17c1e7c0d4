"""`manage.py demo [--size small|large]`: fill the house with an association to try it with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from associations.models import Association
from config.demo import large, people, story

SIGN_INS = (
    ("bernadette", "préside, et porte la parole"),
    ("helene", "siège au conseil, vote et relit"),
    ("ines", "coordonne, approuve, suit les chiffres"),
    ("yanis", "bénévole, écrit les publications"),
    ("karim", "modère"),
    ("paul", "relève les chiffres"),
)


class Command(BaseCommand):
    help = "Fill the house with the demo association « Les Mains voisines » (small), and with a crowd (large)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=["small", "large"], default="small")
        parser.add_argument("--only-if-empty", action="store_true", help="do nothing when an association exists")

    def handle(self, *, size: str, only_if_empty: bool, **options: Any) -> None:
        with scopes_disabled():
            if Association.objects.exists():
                if only_if_empty and not Association.objects.filter(slug=people.DATA["slug"]).exists():
                    return
                if not only_if_empty and size == "small":
                    raise CommandError(
                        "La démonstration existe déjà, ou la base contient une association. "
                        "Rien n’a été modifié. Pour repartir de zéro : make clean, puis make run."
                    )
        if not Association.objects.filter(slug=people.DATA["slug"]).exists():
            self.stdout.write("Préparation de la démonstration : huit mois de vie d’une association…")
            self.stdout.flush()
            # All or nothing: an interrupted demo leaves an empty house, not half an association.
            with transaction.atomic():
                story.live(timezone.localdate())
                # Receipts of votes cast months ago: nobody waits for them.
                connection.run_on_commit.clear()
        if size == "large":
            self.stdout.write("Préparation d’une grande association et de cinquante petites…")
            with transaction.atomic():
                large.fill(timezone.localdate())
        self._print_sign_ins()

    def _print_sign_ins(self) -> None:
        self.stdout.write("\nPour essayer, mot de passe « " + people.PASSWORD + " » pour toutes ces personnes :")
        for name, what in SIGN_INS:
            self.stdout.write(f"  {name}@mains-voisines.example".ljust(40) + what)

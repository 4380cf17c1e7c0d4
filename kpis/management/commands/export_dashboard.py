"""Writes the Excel dashboard of one month to a file: the same workbook as the page gives."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from associations.models import Association
from kpis import exporting, periods


class Command(BaseCommand):
    help = "Write the Excel dashboard of a month."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--association", required=True, help="short address of the association")
        parser.add_argument("--month", required=True, help="YYYY-MM")
        parser.add_argument("--output", required=True, help="file to write, .xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse in a sentence, exit code 1; write the whole file or nothing."""
        # A command speaks French whatever the machine's locale: its readers are the association's.
        with translation.override("fr"):
            self.write(options["association"], options["month"], Path(options["output"]))

    def write(self, slug: str, month: str, output: Path) -> None:
        association = Association.objects.filter(slug=slug).first()
        if association is None:
            raise CommandError(
                _("Aucune association n’a l’adresse « %(slug)s ». Vérifiez --association.") % {"slug": slug}
            )
        try:
            first = periods.parse_month(month)
        except ValueError:
            raise CommandError(
                _("« %(month)s » n’est pas un mois. Écrivez --month 2026-10, par exemple.") % {"month": month}
            ) from None
        now = timezone.now()
        if first > timezone.localdate(now):
            raise CommandError(
                _("Le mois %(of_month)s n’a pas commencé : il n’y a rien à exporter.")
                % {"of_month": f"{periods.of_month(first)} {first.year}"}
            )
        made, _head = exporting.build(association, first, "fr", now)
        partial = output.with_name(f".{output.name}.part")
        try:
            partial.write_bytes(made.content)
            partial.replace(output)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise CommandError(
                _("Le fichier %(file)s ne peut pas être écrit : %(reason)s. Rien n’a été laissé à moitié.")
                % {"file": output, "reason": error.strerror or error}
            ) from error
        self.stdout.write(
            _("Classeur %(of_month)s %(year)s écrit dans %(file)s (empreinte %(hash)s).")
            % {"of_month": periods.of_month(first), "year": first.year, "file": output, "hash": made.data_sha256[:16]}
        )

"""import_readings: the figures of one export file, kept or refused with a sentence."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django_scopes import scope

from associations.models import Association, Membership
from calendar_app.models import Channel
from journal.moves import HOUSE
from kpis import catalogue, periods, receiving
from kpis.importing import LARGEST_BYTES, FileRefused, Parsed, check_size, parse
from kpis.models import ImportFile


class Command(BaseCommand):
    """Exit 0 when the figures are kept (or would be, or already were), 1 with a French sentence otherwise."""

    help = "Import the figures of a network's export file. Without --dry-run, the readings are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--association", required=True, metavar="SLUG")
        parser.add_argument("--account", required=True, metavar="SLUG|auto")
        parser.add_argument("--month", metavar="YYYY-MM", help="the month of a file that does not say it")
        parser.add_argument("--indicator", metavar="ID", default="", help="what a curve without title counts")
        parser.add_argument("--by", metavar="EMAIL", help="the member in whose name the file is brought")
        parser.add_argument("--dry-run", action="store_true", help="show what would be kept, write nothing")
        parser.add_argument(
            "--doubtful", action="store_true", help="keep figures that look wrong too: you checked them"
        )
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("fr"):
            association = Association.objects.filter(slug=options["association"]).first()
            if association is None:
                raise CommandError(f"Aucune association n’a l’adresse « {options['association']} ».")
            with scope(association=association):
                try:
                    outcomes = self._import(association, options)
                except FileRefused as refused:
                    sentence = receiving.in_words(refused.refusal.reason)
                    if options["json"]:
                        self._print({"status": "refused", "reason": sentence, "asks": list(refused.asks)})
                    raise CommandError(sentence) from None
            self._tell(outcomes, options)

    def _import(self, association: Association, options: dict[str, Any]) -> list[dict[str, Any]]:
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"Le fichier « {path.name} » n’existe pas.")
        check_size(path.stat().st_size, LARGEST_BYTES)
        data = path.read_bytes()
        parsed = parse(data, path.name, hint_month=_month(options["month"]), hint_indicator=_indicator(options))
        if parsed.reason:
            raise FileRefused(parsed.reason, asks=parsed.asks)
        accounts = self._accounts(association, parsed, options["account"])
        by = _person(association, options["by"])
        # One file may hold the curves of two accounts: each account is one import.
        return [self._import_for(account, association, parsed, data, path.name, by, options) for account in accounts]

    def _accounts(self, association: Association, parsed: Parsed, account: str) -> list[Channel | None]:
        channels = Channel.objects.of(association).active()
        if account == "auto":
            return receiving.account_for(parsed, channels)
        channel = channels.filter(slug=account).first()
        if channel is None:
            raise CommandError(f"Aucun compte en service de l’association n’a l’adresse courte « {account} ».")
        return [channel]

    def _import_for(
        self,
        channel: Channel | None,
        association: Association,
        parsed: Parsed,
        data: bytes,
        name: str,
        by: Membership | None,
        options: dict[str, Any],
    ) -> dict[str, Any]:
        now, today = timezone.now(), timezone.localdate()
        plan = receiving.plan(parsed, association=association, channel=channel, today=today)
        if plan.reason:
            raise FileRefused(plan.reason)
        if options["dry_run"]:
            return _outcome(plan, channel, name, data, "dry-run")
        file = receiving.receive(
            data,
            name,
            association=association,
            channel=channel,
            by=by,
            now=now,
            today=today,
            month=_month(options["month"]),
            indicator=options["indicator"],
        )
        if file.status == ImportFile.Status.KEPT:
            return _outcome(plan, channel, name, data, "already")
        found = receiving.keep(file, by=by or HOUSE, now=now, today=today, doubtful=options["doubtful"])
        return _outcome(found, channel, name, data, "kept")

    def _tell(self, outcomes: list[dict[str, Any]], options: dict[str, Any]) -> None:
        if options["json"]:
            self._print(outcomes[0] if len(outcomes) == 1 else {"status": outcomes[0]["status"], "imports": outcomes})
            return
        for outcome in outcomes:
            self.stdout.write(_TOLD[outcome["status"]] % outcome)
            for refusal in outcome["refused"]:
                self.stderr.write(f"  Ligne {refusal['line']} {refusal['column']} : {refusal['reason']}")
            for note in outcome["notes"]:
                self.stdout.write(f"  {note}")

    def _print(self, outcome: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=2))


_TOLD = {
    "kept": "%(account)s : %(added)s chiffres ajoutés, %(changed)s modifiés, %(unchanged)s déjà connus (%(family)s).",
    "dry-run": "%(account)s : %(added)s chiffres seraient ajoutés, %(changed)s modifiés, %(unchanged)s déjà connus "
    "(%(family)s). Rien n’a été écrit.",
    "already": "%(account)s : ce fichier a déjà été importé. Rien n’a changé.",
}


def _month(text: str | None) -> Any:
    if not text:
        return None
    try:
        return periods.parse_month(text)
    except ValueError:
        raise CommandError(f"« {text} » n’est pas un mois : écrivez par exemple 2026-10.") from None


def _indicator(options: dict[str, Any]) -> str:
    indicator: str = options["indicator"]
    if indicator and not catalogue.exists(indicator):
        raise CommandError(f"Le catalogue n’a pas d’indicateur « {indicator} ».")
    return indicator


def _person(association: Association, email: str | None) -> Membership | None:
    if not email:
        return None
    person = Membership.objects.current().filter(association=association, user__email__iexact=email).first()
    if person is None or not person.can("kpis.import"):
        raise CommandError(
            f"« {email} » n’est pas membre de l’association, ou n’a pas le droit d’importer des chiffres."
        )
    return person


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _outcome(plan: receiving.Plan, channel: Channel | None, name: str, data: bytes, status: str) -> dict[str, Any]:
    """What became of the file for one account, as plain data."""
    return {
        "status": status,
        "file": name,
        "sha256": receiving.fingerprint(data),
        "family": plan.parsed.family,
        "network": channel.network if channel else plan.parsed.network,
        "account": channel.slug if channel else "",
        "added": len(plan.added) if status != "already" else 0,
        "changed": len(plan.changed) if status != "already" else 0,
        "unchanged": len(plan.unchanged) if status != "already" else len(plan.changes),
        "refused": [
            {
                "line": refusal.line,
                "column": refusal.column,
                "reason": receiving.in_words(refusal.reason),
                "cell": refusal.cell,
            }
            for refusal in plan.refused
        ],
        "notes": [receiving.in_words(note) for note in plan.parsed.notes],
        "readings": [
            {
                "indicator": change.row.indicator,
                "period": change.row.kind,
                "start": change.row.start.isoformat(),
                "value": _number(change.value),
                "unit": change.row.unit,
                "column": change.row.source_column,
                "line": change.row.line,
                **({"flag": receiving.in_words(change.doubt)} if change.doubt else {}),
            }
            for change in plan.changes
        ],
    }

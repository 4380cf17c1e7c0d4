"""Verify the hash chain of the journal: exit 0 when it holds, 1 when it does not."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from associations.models import Association
from journal.chain import Verdict, verify
from journal.models import Entry

# As many signs as the pages print.
SHORTEST_HEAD = 12


class Command(BaseCommand):
    help = "Vérifie que chaque écriture du journal tient à celle qui la précède."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--association", metavar="SLUG", help="une seule association (son adresse)")
        parser.add_argument(
            "--head",
            default="",
            metavar="EMPREINTE",
            help="une empreinte gardée sur papier, à retrouver dans la chaîne",
        )

    def handle(self, *args: Any, association: str | None, head: str, **options: Any) -> None:
        head = head.strip().lower()
        if head:
            self._refuse_a_useless_head(association, head)
        broken = [one.slug for one in self._asked(association) if not self._holds(one, head)]
        if broken:
            raise CommandError(_("Le journal ne tient pas : %(slugs)s.") % {"slugs": ", ".join(broken)}, returncode=1)

    def _refuse_a_useless_head(self, association: str | None, head: str) -> None:
        # One letter is found in any chain, and no two associations share a head: both would answer at random.
        if association is None:
            raise CommandError(_("Dites de quelle association est cette empreinte : --association."), returncode=1)
        if len(head) < SHORTEST_HEAD:
            raise CommandError(
                _("Donnez au moins les %(count)d premiers signes de l’empreinte.") % {"count": SHORTEST_HEAD},
                returncode=1,
            )

    def _asked(self, slug: str | None) -> list[Association]:
        if slug is None:
            return list(Association.objects.order_by("slug"))
        found = list(Association.objects.filter(slug=slug))
        if not found:
            raise CommandError(
                _("Aucune association n’a l’adresse « %(slug)s ». Vérifiez l’orthographe.") % {"slug": slug},
                returncode=1,
            )
        return found

    def _holds(self, association: Association, head: str) -> bool:
        """Print what the chain of one association says; a verification looks at rows as they lie, without a scope."""
        rows = Entry.unscoped.of(association).order_by("seq")
        kept = [each for name in settings.JOURNAL_ANCHORS for each in import_string(name)(association)]
        verdict = verify(rows.iterator(chunk_size=2000), head, kept)
        self.stdout.write(f"{association.slug} : {_words(verdict)}")
        return verdict.broken is None and verdict.seen is not False and not verdict.lost


def _words(verdict: Verdict) -> str:
    if verdict.broken:
        return verdict.broken.sentence
    if verdict.seen is False:
        return _("aucune écriture ne porte l’empreinte demandée ; la fin du journal a pu être coupée.")
    if verdict.lost:
        papers = {"papers": ", ".join(verdict.lost)}
        return _("la tête imprimée n’est plus dans le journal : %(papers)s. Des écritures ont été retirées.") % papers
    if not verdict.count:
        return _("le journal est vide.")
    words = {"count": verdict.count, "head": verdict.head}
    if verdict.count == 1:
        return _("une écriture, la chaîne tient. Tête : %(head)s") % words
    return _("%(count)s écritures, la chaîne tient. Tête : %(head)s") % words

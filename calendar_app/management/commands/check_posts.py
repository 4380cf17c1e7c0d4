"""Say which scheduled posts could not go out now, and why: the gate of the page, asked from a terminal."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scope

from associations.models import Association
from calendar_app import gate
from calendar_app.hours import spoken
from calendar_app.models import Post


class Command(BaseCommand):
    help = "List the scheduled posts that the rules in force would stop; exit 1 when there are some."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--association", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        association = Association.objects.filter(slug=options["association"]).first()
        if association is None:
            raise CommandError(f"Aucune association n’a l’adresse « {options['association']} ».")
        now, stopped = timezone.now(), 0
        with scope(association=association):
            posts = Post.objects.of(association).scheduled().select_related("association", "owner__user", "current")
            for post in posts.order_by("due_at", "pk"):
                blocking = [finding for finding in gate.findings(post, "publish", now) if finding.blocks]
                stopped += bool(blocking)
                for finding in blocking:
                    self.stdout.write(f"{post.pk}\t{spoken(post.due_at)}\t{post.title}\t{finding}")
        if stopped:
            sys.exit(1)

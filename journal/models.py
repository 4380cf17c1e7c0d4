"""What happened: an append-only chain of entries per association."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.hands import lock
from associations.models import Association, Membership
from journal.chain import ZERO

if TYPE_CHECKING:
    from journal.moves import House

SIGNED = ("seq", "at", "actor", "action", "object_type", "object_id", "object_hash", "before", "after", "previous_hash")


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, association: Association) -> EntryQuerySet:
        return self.filter(association=association)

    def head(self, association: Association) -> Entry | None:
        """The newest entry, whose hash vouches for all before it; None while nothing happened."""
        return self.of(association).order_by("-seq").first()

    @transaction.atomic(savepoint=False)
    def record(
        self,
        obj: Any,
        *,
        by: Membership | House,
        action: str,
        before: str = "",
        after: str = "",
        object_hash: str = "",
        at: dt.datetime | None = None,
    ) -> Entry:
        """Append one entry to the chain of `obj.association`, in the caller's transaction.

        `action` is a word of the code ("calendar.approve"), never a person's words: the chain must outlive an erasure.
        """
        # The lock makes two hands queue: each entry must know the hash of the one before.
        association_id = obj.pk if isinstance(obj, Association) else obj.association_id
        lock(Association.objects.filter(pk=association_id))
        newest = Entry.unscoped.filter(association_id=association_id).order_by("-seq").values_list("seq", "hash")[:1]
        last_seq, last_hash = next(iter(newest), (0, ZERO))
        entry = Entry(
            association_id=association_id,
            seq=last_seq + 1,
            at=at or timezone.now(),
            actor=str(by.pseudonym),
            action=action,
            object_type=obj._meta.label_lower,
            object_id=str(obj.pk),
            object_hash=object_hash,
            before=before,
            after=after,
            previous_hash=last_hash,
        )
        entry.hash = entry.computed_hash()
        entry.save(force_insert=True)
        return entry


class Entry(models.Model):
    """One deed: who (by pseudonym), what, on which object, chained to the deed before it by SHA-256."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField(_("numéro"))
    at = models.DateTimeField(_("le"))
    actor = models.CharField(_("par"), max_length=36)
    action = models.CharField(_("acte"), max_length=60)
    object_type = models.CharField(_("objet"), max_length=60)
    object_id = models.CharField(_("identifiant"), max_length=40)
    object_hash = models.CharField(_("empreinte du texte"), max_length=64, blank=True)
    before = models.CharField(_("avant"), max_length=30, blank=True)
    after = models.CharField(_("après"), max_length=30, blank=True)
    previous_hash = models.CharField(_("empreinte précédente"), max_length=64)
    # The row's only name: a number of its own would be a column that no hash vouches for.
    hash = models.CharField(_("empreinte"), max_length=64, primary_key=True)

    objects = ScopedManager(association="association", _manager_class=EntryQuerySet.as_manager().__class__)
    unscoped = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("écriture du journal")
        verbose_name_plural = _("écritures du journal")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["association", "seq"], name="one_journal_entry_per_number"),
            models.UniqueConstraint(fields=["association", "previous_hash"], name="the_journal_never_forks"),
        ]
        indexes = [models.Index(fields=["association", "object_type", "object_id"], name="journal_by_object")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    def canonical(self) -> bytes:
        """The signed columns as JSON with sorted keys and no spaces, times in UTC to the microsecond."""
        values = {name: getattr(self, name) for name in SIGNED} | {"association": self.association_id}
        values["at"] = self.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def computed_hash(self) -> str:
        """SHA-256 of `canonical()`, in hexadecimal."""
        return hashlib.sha256(self.canonical()).hexdigest()

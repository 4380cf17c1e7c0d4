"""What a planning sent back would change: line by line, field by field, beside what others wrote meanwhile.

A field is mine when it differs from what left in the workbook, theirs when the calendar does. Mine alone is a change,
theirs alone is left alone, both at once are a conflict that its writer settles: nothing is overwritten unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from calendar_app.models import Post
from calendar_app.planning import columns
from calendar_app.planning.columns import BY_KEY, folded
from calendar_app.planning.directory import Directory
from calendar_app.planning.parsing import Line, Parsed
from calendar_app.planning.seal import Left, print_of
from calendar_app.planning.stored import Stored
from calendar_app.transitions import may_not_write
from charter.diff import Span, word_diff

# A day and a title, made of the text where none is written: without them there is nothing for the calendar.
NEEDED = ("day", "title")
# What a new line is given where it says nothing; the preview tells it.
PLAIN_HOUR = "18:00"
PLAIN_KIND = Post.Kind.INFORMATION
PLAIN_PURPOSE = Post.Purpose.KNOWN


@dataclass(frozen=True)
class Change:
    """One field: `before` in the calendar, `after` in the file, in plain words (see Stored.values)."""

    field: str
    label: str
    before: str
    after: str
    is_conflict: bool = False


@dataclass
class Outcome:
    """What would become of one line: `kind` is "same", "changed", "conflict", "new", "cannot" or "deleted"."""

    kind: str
    number: int
    title: str
    post: int | None = None
    changes: list[Change] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stored: Stored | None = None
    line: Line | None = None
    # A post of the same day and title that is already in the calendar: the line may be one sent before.
    twin: int | None = None
    # Who saved the calendar's version last, when others changed the post since it left.
    meanwhile: str = ""

    @property
    def name(self) -> str:
        """What forms call this line."""
        return f"p{self.post}" if self.post else f"n{self.number}"

    @property
    def seen(self) -> str:
        """A mark of what the calendar holds: a yes is about exactly this."""
        return mark_of(self.stored) if self.stored else ""


@dataclass(frozen=True)
class Comparison:
    outcomes: list[Outcome]
    notes: list[str]

    def of(self, *kinds: str) -> list[Outcome]:
        return [each for each in self.outcomes if each.kind in kinds]


def mark_of(stored: Stored) -> str:
    """Sixteen hexadecimal signs that change with any field, the version or the state of a post."""
    said = json.dumps([stored.version, stored.status, stored.is_out, sorted(stored.values.items())])
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def compare(
    parsed: Parsed,
    now_there: Mapping[int, Stored],
    names: Directory,
    *,
    exported: Iterable[int],
    created: Mapping[int, int],
    twins: Mapping[tuple[str, str], int] | None = None,
) -> Comparison:
    """Compare every line with the calendar.

    `exported`: the posts that left; `created`: new lines already made; `twins`: posts by their ISO day and title.
    """
    outcomes = [_outcome(line, parsed, now_there, names, created) for line in parsed.lines]
    for each in outcomes:
        if each.kind == "new" and each.line:
            _look_for_twin(each, each.line, twins or {})
    present = {line.post for line in parsed.lines if line.post}
    gone = [now_there[pk] for pk in exported if pk not in present and pk in now_there]
    outcomes += [
        Outcome("deleted", 0, each.title, post=each.pk, stored=each)
        for each in gone
        if each.status not in (Post.Status.PUBLISHED, Post.Status.CANCELLED, Post.Status.WITHDRAWN)
    ]
    return Comparison(outcomes, parsed.notes)


def _outcome(
    line: Line, parsed: Parsed, now_there: Mapping[int, Stored], names: Directory, created: Mapping[int, int]
) -> Outcome:
    if line.post is None:
        return _new(line, parsed, names, created)
    stored = now_there.get(line.post)
    if stored is None:
        refusal = parsed.at(
            line.number,
            "identifier",
            _("la publication %(post)s n’existe pas ici.") % {"post": line.post},
        )
        return Outcome("cannot", line.number, line.values.get("title", ""), refusals=[refusal], line=line)
    found = Outcome("same", line.number, stored.title, line.post, stored=stored, line=line, notes=list(line.notes))
    found.refusals = [*line.refusals, *_state(line, stored, parsed)]
    found.changes = _changes(line, stored, names)
    found.refusals += _emptied(found, parsed)
    if any(change.field == "owner" for change in found.changes):
        found.refusals += _silent(line, parsed, names)
    if found.changes and stored.is_shut:
        first = found.changes[0]
        found.refusals.append(parsed.at(line.number, first.field, _shut(stored), first.label))
    if line.left and line.left.version != stored.version:
        found.meanwhile = stored.last_by
    if found.refusals:
        found.kind = "cannot"
    elif any(change.is_conflict for change in found.changes):
        found.kind = "conflict"
    elif found.changes:
        found.kind = "changed"
    if found.changes and line.left is None:
        found.notes.append(_("Cette ligne a perdu son empreinte : choisissez, champ par champ, ce qui est juste."))
    return found


def _changes(line: Line, stored: Stored, names: Directory) -> list[Change]:
    found = []
    for key, mine in line.values.items():
        theirs = stored.values.get(key, "")
        if key == "state" or mine == theirs:
            continue
        left = line.left
        if left and not _was_touched(left, key, mine):
            continue
        overtaken = left is None or _was_touched(left, key, theirs)
        found.append(Change(key, label_of(key, names), theirs, mine, is_conflict=overtaken))
    return found


def _was_touched(left: Left, key: str, value: str) -> bool:
    return left.prints.get(key, print_of(key, "")) != print_of(key, value)


def label_of(key: str, names: Directory) -> str:
    """The heading of a field: « Titre », « Texte propre : Mastodon »."""
    if key.startswith("own:"):
        return columns.OWN % {"account": names.accounts.words.get(key[4:], key[4:])}
    return str(BY_KEY[key].label)


def _new(line: Line, parsed: Parsed, names: Directory, created: Mapping[int, int]) -> Outcome:
    if line.number in created:
        return Outcome("same", line.number, line.values.get("title", ""), created[line.number], line=line)
    found = Outcome("new", line.number, line.values.get("title", ""), line=line, notes=list(line.notes))
    found.refusals = [*line.refusals, *_silent(line, parsed, names)]
    for key in NEEDED:
        if not line.values.get(key) and key not in line.refused:
            words = {"day": _("il manque le jour."), "title": _("il manque le titre.")}[key]
            found.refusals.append(parsed.at(line.number, key, words))
    if line.values.get("state") and line.values["state"] != folded(Post.Status.DRAFT.label):
        found.notes.append(_("Elle arrivera en brouillon : l’état se change ensuite sur sa page."))
    if found.refusals:
        found.kind = "cannot"
    elif left_out := _left_out(line):
        found.notes.append(_("Cases vides, nous prendrons : %(values)s.") % {"values": " ; ".join(left_out)})
    return found


def _silent(line: Line, parsed: Parsed, names: Directory) -> list[str]:
    """The refusal of somebody who may not answer for a post, in the words `applying` would have for it later."""
    owner = line.values.get("owner")
    if not owner or owner not in names.people.former:
        return []
    words = no_longer_here() if owner in names.left else may_not_write(names.people.words[owner])
    return [parsed.at(line.number, "owner", words)]


def no_longer_here() -> str:
    """What is said of somebody who left and is named for a post."""
    return _("La personne responsable n’est plus membre. Choisissez quelqu’un d’autre.")


def _left_out(line: Line) -> list[str]:
    """What a new line leaves empty and what is taken instead, as `applying` does."""
    values = {**line.values, "title": "" if line.is_title_made else line.values["title"]}
    taken = {
        "title": _("les premiers mots du texte"),
        "hour": _("18 h"),
        "owner": _("vous, qui appliquez le fichier"),
        "kind": str(PLAIN_KIND.label).lower(),
        "purpose": str(PLAIN_PURPOSE.label).lower(),
        "accounts": _("aucun pour l’instant"),
    }
    pair = _("%(field)s, %(value)s")
    return [
        pair % {"field": str(BY_KEY[key].label).lower(), "value": value}
        for key, value in taken.items()
        if not values.get(key)
    ]


def _look_for_twin(found: Outcome, line: Line, twins: Mapping[tuple[str, str], int]) -> None:
    found.twin = twins.get((line.values["day"], line.values["title"]))
    if found.twin:
        found.notes.append(
            _("Une publication de ce titre est déjà au calendrier ce jour-là. Ne cochez que si c’en est une autre.")
        )


def _emptied(found: Outcome, parsed: Parsed) -> list[str]:
    """What may not be left empty, and was."""
    kept = {"day", "hour", "title", "kind", "purpose", "owner"}
    return [
        parsed.at(found.number, change.field, _("cette case ne peut pas rester vide."))
        for change in found.changes
        if change.field in kept and not change.after
    ]


def _state(line: Line, stored: Stored, parsed: Parsed) -> list[str]:
    """A word about a state that was written over: it is changed by signed acts, on its page."""
    said = line.values.get("state")
    if said is None or said == folded(Post.Status(stored.status).label):
        return []
    value = next((s.value for s in Post.Status if folded(s.label) == said), "?")
    if line.left and not _was_touched(line.left, "state", value):
        return []
    words = _(
        "l’état ne se change pas dans le classeur. Allez sur la page de la publication, puis remettez ici « "
        "%(state)s »."
    )
    return [parsed.at(line.number, "state", words % {"state": Post.Status(stored.status).label})]


def _shut(stored: Stored) -> str:
    if stored.is_out:
        return _("cette publication est déjà sortie sur un compte : elle ne change plus.")
    return _("cette publication est « %(state)s » : elle ne change plus.") % {"state": Post.Status(stored.status).label}


def spans(change: Change) -> list[Span]:
    """The words of a text, kept, taken away and added."""
    return word_diff(change.before, change.after)


def as_words(change: Change, names: Directory, side: str) -> str:
    """One side of a change as people read it."""
    value: Any = getattr(change, side)
    if change.field == "day" and value:
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    if change.field == "hour" and value:
        return value.replace(":", "\u00a0h\u00a0").removesuffix("\u00a0h\u00a000") + (
            "\u00a0h" if value.endswith(":00") else ""
        )
    return names.word(change.field, value)

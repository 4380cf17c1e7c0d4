"""The pages that axe-core reads in both themes and both widths. Add yours: one line per page.

`who` is one of the cast, or "" for nobody signed in. `prepare(cast, association)` may write rows first, through the
room's own verbs, and returns the rest of the address ({"pk": 3}).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.urls import NoReverseMatch, reverse

from associations.models import Association

Prepare = Callable[[SimpleNamespace, Association], dict[str, Any]]


@dataclass(frozen=True)
class Page:
    name: str
    who: str = "amina"
    prepare: Prepare | None = None
    path: str = ""

    @property
    def label(self) -> str:
        return f"{self.name or self.path} ({self.who or 'nobody'})"

    def address(self, cast: SimpleNamespace, association: Association) -> str:
        """Return the path of the page, the association filled in where the address asks for one."""
        rest = self.prepare(cast, association) if self.prepare else {}
        if self.path:
            return self.path
        try:
            return reverse(self.name, kwargs={"association": association.slug, **rest})
        except NoReverseMatch:
            return reverse(self.name, kwargs=rest)


PAGES = [
    # on the way in
    Page("home", ""),
    Page("account_login", ""),
    Page("account_request_login_code", ""),
    Page("account_signup", ""),
    Page("account_reset_password", ""),
    Page("account_reset_password_done", ""),
    Page("account_inactive", ""),
    Page("help", ""),
    Page("accessibility", ""),
    Page("", "", path="/une-page-qui-n-existe-pas/"),
    # the person's own
    Page("home"),
    Page("associations:account"),
    Page("usersessions_list"),
    Page("account_change_password"),
    Page("account_email"),
    Page("account_logout"),
    Page("account_reauthenticate"),
    Page("mfa_index"),
    Page("", path="/une-page-qui-n-existe-pas/"),
    # the association
    Page("associations:overview"),
    Page("associations:members"),
    Page("associations:roles"),
    Page("associations:settings"),
    Page("associations:settings", "chloe"),
]

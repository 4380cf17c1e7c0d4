"""What the network, the editorial line and the reader would say of a draft. Plain data in, findings out.

Pure: no model, no clock. Each noun has its module; RULES lists what the house always asks, `catalogue.CHECKS` what an
association may ask by its own rules (`Ruleset.specs`).
"""

from calendar_app.rules.accounts import nothing_holds_it, speaks_from_open_accounts
from calendar_app.rules.blanks import leaves_no_blank
from calendar_app.rules.draft import (
    BUREAU_READERS,
    POSITION,
    Count,
    Draft,
    Image,
    Neighbour,
    Outlet,
    Reader,
    Rule,
    Ruleset,
    Voice,
    X,
)
from calendar_app.rules.editorial import follows_the_line
from calendar_app.rules.findings import ACTS, ADVISE, BLOCK, JUSTIFY, Article, Finding, has_reached
from calendar_app.rules.lengths import says_something, within_the_limit
from calendar_app.rules.machines import says_what_a_machine_made
from calendar_app.rules.network_limits import fits_the_network
from calendar_app.rules.people import captions_are_checked, has_the_rights, shows_only_who_agreed
from calendar_app.rules.pictures import describes_images
from calendar_app.rules.readers import is_approved, is_planned_ahead
from calendar_app.rules.risk import Tier, tier
from calendar_app.rules.spec import Spec
from calendar_app.rules.stands import takes_a_stand_on_x, takes_no_stand_on_x
from calendar_app.rules.testimonies import quotes_with_leave
from calendar_app.rules.voices import speaks_by_a_voice_that_knows

__all__ = [
    "ACTS",
    "ADVISE",
    "BLOCK",
    "BUREAU_READERS",
    "JUSTIFY",
    "POSITION",
    "RULES",
    "Article",
    "Count",
    "Draft",
    "Finding",
    "Image",
    "Neighbour",
    "Outlet",
    "Reader",
    "Rule",
    "Ruleset",
    "Spec",
    "Tier",
    "Voice",
    "X",
    "check",
    "has_reached",
    "takes_a_stand_on_x",
    "tier",
]

RULES: tuple[Rule, ...] = (
    within_the_limit,
    says_something,
    fits_the_network,
    leaves_no_blank,
    describes_images,
    shows_only_who_agreed,
    has_the_rights,
    captions_are_checked,
    says_what_a_machine_made,
    quotes_with_leave,
    speaks_by_a_voice_that_knows,
    takes_no_stand_on_x,
    speaks_from_open_accounts,
    nothing_holds_it,
    follows_the_line,
    is_approved,
    is_planned_ahead,
)


def check(draft: Draft, ruleset: Ruleset, act: str) -> list[Finding]:
    """Return what each rule says of `draft` at `act` (one of ACTS), blocking findings first, in the order of RULES."""
    found = [finding for rule in RULES for finding in rule(draft, ruleset, act)]
    return sorted(found, key=lambda finding: not finding.blocks)

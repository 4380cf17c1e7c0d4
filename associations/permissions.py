"""Who may do what: the one table. Words only; doors and arrows name them, a test matches both."""

from __future__ import annotations

from associations.roles import Role

R = Role
EVERYONE = frozenset(Role)
BUREAU = frozenset({R.PRESIDENT, R.SECRETARY, R.TREASURER})
BOARD = BUREAU | {R.BOARD_MEMBER}
COORDINATION = frozenset({R.PRESIDENT, R.SECRETARY, R.COORDINATOR})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "associations.view": EVERYONE,
    "associations.manage": COORDINATION,
    "associations.invite": COORDINATION,
    "journal.view": EVERYONE,
    "governance.view": EVERYONE,
    "governance.manage": COORDINATION,
    # The roll of each ballot says who votes on it; in an assembly that is everyone.
    "governance.vote": EVERYONE,
    # Everybody may speak in the debate that comes before a vote.
    "governance.discuss": EVERYONE,
    "governance.certify": frozenset({R.PRESIDENT, R.SECRETARY}),
    "charter.view": EVERYONE,
    "charter.edit": COORDINATION | {R.BOARD_MEMBER, R.SPOKESPERSON},
    "charter.amend": EVERYONE,
    "charter.freeze": COORDINATION,
    "charter.enforce": frozenset({R.PRESIDENT, R.SECRETARY}),
    "charter.sign": EVERYONE,
    "charter.follow": COORDINATION,
    "charter.survey": COORDINATION,
    "charter.answer": EVERYONE,
    "calendar.view": EVERYONE,
    "calendar.edit": EVERYONE - {R.READER},
    "calendar.approve": BOARD | {R.COORDINATOR, R.REVIEWER},
    "calendar.publish": EVERYONE - {R.READER},
    # Correct or withdraw what is out: one's own posts, and all of them for the coordination.
    "calendar.correct": EVERYONE - {R.READER},
    "calendar.slip": EVERYONE - {R.READER},
    "calendar.manage": COORDINATION,
    # Names of people shown, and of the parents of children.
    "calendar.consents": COORDINATION | {R.DATA_LEAD},
    "calendar.relay": COORDINATION,
    # Words and addresses that people outside entrusted to us.
    "calendar.testimonies": COORDINATION | {R.MODERATOR},
    "calendar.propose": EVERYONE - {R.READER},
    "calendar.keys": BOARD | {R.COORDINATOR},
    # Written by the coordination, voted with the editorial line.
    "calendar.rules": COORDINATION,
    "calendar.dispense": BUREAU | COORDINATION,
    "moderation.view": EVERYONE - {R.READER},
    "moderation.report": EVERYONE,
    "moderation.decide": frozenset({R.PRESIDENT, R.MODERATOR}),
    "kpis.view": EVERYONE,
    "kpis.enter": COORDINATION | {R.DATA_LEAD, R.TREASURER},
    "kpis.import": COORDINATION | {R.DATA_LEAD},
    "kpis.export": BOARD | {R.COORDINATOR, R.DATA_LEAD},
    "kpis.targets": COORDINATION | {R.DATA_LEAD},
    "training.view": EVERYONE,
    "training.attend": EVERYONE,
    "training.organise": COORDINATION | {R.TRAINER},
    "watch.view": EVERYONE,
    "watch.note": EVERYONE,
    "watch.triage": COORDINATION | {R.WATCHER, R.MODERATOR, R.SPOKESPERSON},
}


def who_grants(permission: str) -> list[Role]:
    """Return the roles that hold `permission`, in the order of `Role`. KeyError for an unknown word."""
    return [role for role in Role if role in PERMISSIONS[permission]]

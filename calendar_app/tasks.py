"""What the scheduler asks of this room; each noun keeps its own tasks."""

from calendar_app.campaigns.tasks import extend_recurrences
from calendar_app.connectors.tasks import send_due
from calendar_app.duty.tasks import ask_substitutes
from calendar_app.library.tasks import clear_library
from calendar_app.planning.tasks import apply_planning, forget_old_plannings, make_planning, requeue_plannings
from calendar_app.relay.tasks import erase_testimonies

__all__ = [
    "apply_planning",
    "ask_substitutes",
    "clear_library",
    "erase_testimonies",
    "extend_recurrences",
    "forget_old_plannings",
    "make_planning",
    "requeue_plannings",
    "send_due",
]

from governance.models.ballots import Ballot, BallotSeat, Vote
from governance.models.bodies import BODY_ROLES, Body, DecisionRule
from governance.models.boxes import BallotBox, Capacity, Certification
from governance.models.convocations import Convocation, MeetingDocument, Notice
from governance.models.meetings import AgendaItem, Attendance, Meeting, Movement, Proxy
from governance.models.minutes import Minutes, MinutesSignature
from governance.models.seats import Seat

__all__ = [
    "BODY_ROLES",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "BallotBox",
    "BallotSeat",
    "Body",
    "Capacity",
    "Certification",
    "Convocation",
    "DecisionRule",
    "Meeting",
    "MeetingDocument",
    "Minutes",
    "MinutesSignature",
    "Movement",
    "Notice",
    "Proxy",
    "Seat",
    "Vote",
]

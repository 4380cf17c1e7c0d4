from calendar_app.models.approvals import Approval
from calendar_app.models.campaigns import Campaign, Pillar
from calendar_app.models.change_requests import ChangeRequest
from calendar_app.models.channels import Channel, Hold
from calendar_app.models.comments import Addressee, PostComment
from calendar_app.models.connectors import Connector, Departure
from calendar_app.models.consents import ImageConsent
from calendar_app.models.corrections import Correction
from calendar_app.models.days import DayChoice, DayConfirmation
from calendar_app.models.editorial import Dispensation, EditorialRule
from calendar_app.models.feeds import CalendarFeed
from calendar_app.models.grants import RightsGrant
from calendar_app.models.keys import AccessGrant
from calendar_app.models.media import Media
from calendar_app.models.network_rules import NetworkRule
from calendar_app.models.openings import AccountOpening, AccountReview, Feeder, OpeningRemark
from calendar_app.models.plannings import PlanningExport, PlanningImport
from calendar_app.models.posts import Post, Variant
from calendar_app.models.presence import Presence
from calendar_app.models.relays import ClickSum, Relay, RelayLink
from calendar_app.models.revisions import Kept, Revision, RevisionMedia, RevisionText
from calendar_app.models.series import EventSeries, Occurrence, PostTemplate, Recurrence, SeriesPost
from calendar_app.models.shifts import DutyShift, ShiftSeat
from calendar_app.models.slips import Slip, SlipProof, SlipStep
from calendar_app.models.slots import CalendarSlot, SlotAsk, SlotSubstitute, SlotTurn
from calendar_app.models.testimonies import Testimony, TestimonyCall, TestimonyRun, TestimonyUse

__all__ = [
    "AccessGrant",
    "AccountOpening",
    "AccountReview",
    "Addressee",
    "Approval",
    "CalendarFeed",
    "CalendarSlot",
    "Campaign",
    "ChangeRequest",
    "Channel",
    "ClickSum",
    "Connector",
    "Correction",
    "DayChoice",
    "DayConfirmation",
    "Departure",
    "Dispensation",
    "DutyShift",
    "EditorialRule",
    "EventSeries",
    "Feeder",
    "Hold",
    "ImageConsent",
    "Kept",
    "Media",
    "NetworkRule",
    "Occurrence",
    "OpeningRemark",
    "Pillar",
    "PlanningExport",
    "PlanningImport",
    "Post",
    "PostComment",
    "PostTemplate",
    "Presence",
    "Recurrence",
    "Relay",
    "RelayLink",
    "Revision",
    "RevisionMedia",
    "RevisionText",
    "RightsGrant",
    "SeriesPost",
    "ShiftSeat",
    "Slip",
    "SlipProof",
    "SlipStep",
    "SlotAsk",
    "SlotSubstitute",
    "SlotTurn",
    "Testimony",
    "TestimonyCall",
    "TestimonyRun",
    "TestimonyUse",
    "Variant",
]

from calendar_app.models.approvals import Approval
from calendar_app.models.change_requests import ChangeRequest
from calendar_app.models.channels import Channel, Hold
from calendar_app.models.keys import AccessGrant
from calendar_app.models.media import Media
from calendar_app.models.openings import AccountOpening, AccountReview, Feeder, OpeningRemark
from calendar_app.models.posts import Post, Variant
from calendar_app.models.revisions import Kept, Revision, RevisionMedia, RevisionText

__all__ = [
    "AccessGrant",
    "AccountOpening",
    "AccountReview",
    "Approval",
    "ChangeRequest",
    "Channel",
    "Feeder",
    "Hold",
    "Kept",
    "Media",
    "OpeningRemark",
    "Post",
    "Revision",
    "RevisionMedia",
    "RevisionText",
    "Variant",
]

from calendar_app.models.approvals import Approval
from calendar_app.models.change_requests import ChangeRequest
from calendar_app.models.channels import Channel, Hold
from calendar_app.models.media import Media
from calendar_app.models.posts import Post, Variant
from calendar_app.models.revisions import Kept, Revision, RevisionMedia, RevisionText

__all__ = [
    "Approval",
    "ChangeRequest",
    "Channel",
    "Hold",
    "Kept",
    "Media",
    "Post",
    "Revision",
    "RevisionMedia",
    "RevisionText",
    "Variant",
]

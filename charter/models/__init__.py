from charter.models.amendments import Amendment, AmendmentComment, MergedText
from charter.models.clauses import Clause, FrozenText
from charter.models.signing import Acknowledgement
from charter.models.versions import Charter, Version

__all__ = [
    "Acknowledgement",
    "Amendment",
    "AmendmentComment",
    "Charter",
    "Clause",
    "FrozenText",
    "MergedText",
    "Version",
]

from charter.frozen import FrozenText
from charter.models.amendments import Amendment, AmendmentComment, MergedText
from charter.models.campaigns import Campaign, Exemption
from charter.models.clauses import Clause
from charter.models.imports import WordImport
from charter.models.quizzes import Attempt, Question
from charter.models.repeals import Repeal
from charter.models.reviews import Review
from charter.models.signing import Acknowledgement, Opening, SigningCode
from charter.models.surveys import Survey, SurveyReply
from charter.models.versions import Charter, Version

__all__ = [
    "Acknowledgement",
    "Amendment",
    "AmendmentComment",
    "Attempt",
    "Campaign",
    "Charter",
    "Clause",
    "Exemption",
    "FrozenText",
    "MergedText",
    "Opening",
    "Question",
    "Repeal",
    "Review",
    "SigningCode",
    "Survey",
    "SurveyReply",
    "Version",
    "WordImport",
]

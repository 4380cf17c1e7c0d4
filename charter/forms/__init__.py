"""What a person may type in this room."""

from charter.forms.deciding import BallotForm, EnforceForm, ReopenForm
from charter.forms.keeping import ReviewForm
from charter.forms.repealing import RepealDayForm, RepealForm
from charter.forms.writing import ChangesForm, ClauseForm, DescribeForm

__all__ = [
    "BallotForm",
    "ChangesForm",
    "ClauseForm",
    "DescribeForm",
    "EnforceForm",
    "ReopenForm",
    "RepealDayForm",
    "RepealForm",
    "ReviewForm",
]

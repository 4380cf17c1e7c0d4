"""What a person may type in this room."""

from charter.forms.deciding import BallotForm, EnforceForm
from charter.forms.signing import SignForm
from charter.forms.writing import ChangesForm, ClauseForm, DescribeForm

__all__ = ["BallotForm", "ChangesForm", "ClauseForm", "DescribeForm", "EnforceForm", "SignForm"]

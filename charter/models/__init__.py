from charter.models.clauses import Clause, FrozenText
from charter.models.signing import Acknowledgement
from charter.models.versions import Charter, Version

__all__ = ["Acknowledgement", "Charter", "Clause", "FrozenText", "Version"]

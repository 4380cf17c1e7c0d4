from governance.models.ballots import Ballot, BallotSeat, Vote
from governance.models.bodies import BODY_ROLES, Body, DecisionRule

__all__ = ["BODY_ROLES", "Ballot", "BallotSeat", "Body", "DecisionRule", "Vote"]

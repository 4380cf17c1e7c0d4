from associations.models.associations import Association
from associations.models.invitations import Invitation
from associations.models.memberships import Mandate, Membership
from associations.models.users import User
from associations.roles import Role

__all__ = ["Association", "Invitation", "Mandate", "Membership", "Role", "User"]

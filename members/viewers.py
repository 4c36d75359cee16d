"""From a signed-in user to the viewer that every queryset takes."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from cica_portal.common.audiences import Audience
from cica_portal.common.viewer import ANONYMOUS, Viewer
from members.models import ApiToken, User


def viewer_for(user: User | AnonymousUser) -> Viewer:
    """The viewer that this user is. A disabled user, a partner and staff without a second factor are the public."""
    if not isinstance(user, User) or not user.is_active or user.lacks_second_factor:
        return ANONYMOUS
    state = user.state if user.role == User.Role.LIAISON else None
    return Viewer(user.audience, state, user)


def viewer_for_token(token: ApiToken) -> Viewer:
    """A person's own token sees what its owner sees. A partner's has the audience that it names, and never a state."""
    if token.is_own:
        return viewer_for(token.user)
    return Viewer(Audience(token.grant), None, token.user)

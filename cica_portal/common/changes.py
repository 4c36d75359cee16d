"""How long changes are kept for those who follow them."""

from datetime import datetime, timedelta

from cica_portal.common.models import AudienceChange

# How long a client may stay away and still catch up.
RETENTION = timedelta(days=400)


def forget_old_changes(*, now: datetime) -> None:
    """Of what nobody may ask for any more only the last change of each row that is still there is kept."""
    AudienceChange.objects.needless(now - RETENTION - timedelta(days=1)).delete()

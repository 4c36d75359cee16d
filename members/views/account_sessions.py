"""Where a person is signed in, and signing out everywhere else."""

from __future__ import annotations

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cica_portal.common.viewer import ViewerRequest
from members.accounts.sessions import end_sessions, sessions_of
from members.models import User

logger = structlog.get_logger(__name__)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: ViewerRequest) -> HttpResponse:
    user, key = get_object_or_404(User, pk=request.user.pk), request.session.session_key
    if request.method == "POST":
        count = end_sessions(user, except_key=key)
        logger.info("signed_out_elsewhere", user=user.public_id, sessions=count)
        words = ngettext("Signed out in %(count)d other browser.", "Signed out in %(count)d other browsers.", count)
        messages.success(request, words % {"count": count})
        return redirect("usersessions_list")
    found = sessions_of(user, current_key=key, at=timezone.now())
    return render(request, "usersessions/usersession_list.html", {"sessions": found})

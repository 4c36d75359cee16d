"""Writes the mails about accounts. A link that lets somebody in is made here, when the mail leaves, and not kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from cica_portal.common.date_words import day_words, moment_words
from cica_portal.common.mailing.letters import Letter, Withdrawn
from cica_portal.common.models import Mail
from members.accounts import invitations
from members.accounts.notices import NOTICES
from members.models import ApiToken, Invitation, User, ZoneLabel

NOBODY = gettext_noop("Nobody with this address can sign in with a password.")
NOT_GOOD = gettext_noop("The token has ended or been replaced.")
NOT_OPEN = gettext_noop("The invitation has been used or withdrawn.")

Words = Mapping[str, Any]


def write_invitation(mail: Mail, *, at: datetime) -> Letter:
    """A new link with each mail; the one before it ends."""
    invitation = Invitation.objects.select_related("state").filter(public_id=mail.context["invitation"]).first()
    token = invitations.new_token(invitation, at=at) if invitation else None
    if invitation is None or token is None:
        raise Withdrawn(NOT_OPEN)
    mail.address, mail.language = invitation.email, invitation.language
    return Letter(words=lambda language: invitation_words(invitation, token))


def invitation_words(invitation: Invitation, token: str) -> Words:
    role = invitation.get_role_display()
    who = f"{role}, {invitation.state.name}" if invitation.state else str(role)
    days = settings.INVITATION_LIFETIME.days
    return {
        "heading": _("Your account at the CICA portal"),
        "paragraphs": [
            _("The CICA Secretariat has opened an account for you: %(who)s.") % {"who": who},
            ngettext(
                "Choose your password by this link. It works once, for %(days)d day.",
                "Choose your password by this link. It works once, for %(days)d days.",
                days,
            )
            % {"days": days},
        ],
        "url": absolute(reverse("members:invitation_link", args=[token])),
        "button": _("Choose a password"),
        "closing": _("If you expect no account, leave this mail unanswered: nothing happens without you."),
    }


def write_password_reset(mail: Mail, *, at: datetime) -> Letter:
    """The page has not looked whether there is an account; here it is looked."""
    user = User.objects.filter(email__iexact=mail.address).first()
    if user is None or not user.may_sign_in:
        raise Withdrawn(NOBODY)
    mail.address, mail.language = user.email, user.language
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return Letter(words=lambda language: password_reset_words(key))


def password_reset_words(key: dict[str, str]) -> Words:
    hours = settings.PASSWORD_RESET_TIMEOUT // int(timedelta(hours=1).total_seconds())
    return {
        "heading": _("A new password"),
        "paragraphs": [
            _("Somebody, probably you, asked for a new password at the CICA portal."),
            ngettext(
                "Choose it by this link. It works once, for %(hours)d hour.",
                "Choose it by this link. It works once, for %(hours)d hours.",
                hours,
            )
            % {"hours": hours},
        ],
        "url": absolute(reverse("account_reset_password_from_key", kwargs=key)),
        "button": _("Choose a new password"),
        "closing": _("If it was not you, leave this mail unanswered: your password stays as it is."),
    }


def write_notice(mail: Mail, *, at: datetime) -> Letter:
    assert mail.recipient is not None, "a notice has a recipient"
    user, what = mail.recipient, mail.context["what"]
    happened_at = datetime.fromisoformat(mail.context["happened_at"])
    return Letter(words=lambda language: notice_words(user, what, happened_at, language))


def notice_words(user: User, what: str, happened_at: datetime, language: str) -> Words:
    label = ZoneLabel.objects.filter(zone=user.zone).first()
    moment = moment_words(happened_at, language, zone=user.zone)
    when = f"{moment} ({label.label if label else user.zone.rpartition('/')[2].replace('_', ' ')})"
    return {
        "heading": str(NOTICES[what]),
        "paragraphs": [when, _("If it was you, there is nothing to do.")],
        "url": absolute(reverse("account_reset_password")),
        "button": _("It was not me: choose a new password"),
        "closing": _("If it was not you, write to the Secretariat as well."),
    }


def write_token_ending(mail: Mail, *, at: datetime) -> Letter:
    token = ApiToken.objects.select_related("user__state").filter(public_id=mail.context["token"]).first()
    if token is None or not token.can_be_replaced(at):
        raise Withdrawn(NOT_GOOD)
    return Letter(words=lambda language: token_ending_words(token, language))


def token_ending_words(token: ApiToken, language: str) -> Words:
    day = day_words(token.expires_on, language)
    own = _("Replace it on the page of your tokens: both then work for two weeks.")
    partners = _("Ask the Secretariat for one in its place: both then work for two weeks.")
    words = {
        "heading": _("A token ends soon"),
        "paragraphs": [
            _("The token “%(name)s” (%(key)s) works until %(day)s, by the calendar of Astana.")
            % {"name": token.name, "key": token.public_id, "day": day},
            own if token.is_own else partners,
        ],
        "closing": _("If its program is out of use, there is nothing to do."),
    }
    page = "members:own_tokens" if token.is_own else "api_guide"
    button = _("Your tokens") if token.is_own else _("Guide to the API")
    return words | {"url": absolute(reverse(page)), "button": button}


def absolute(path: str) -> str:
    """Mails name the configured address, whatever host a request came by."""
    return f"{settings.PORTAL_URL}{path}"

"""Where claimed mails are written: what they need is read once for all of them, the same words are rendered once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_noop

from cica_portal.common.mailing import flags
from cica_portal.common.mailing.letters import Withdrawn, Writer, build_letter, writer_for
from cica_portal.common.mailing.rendering import Rendered, Renderer
from cica_portal.common.models import Mail

logger = logging.getLogger(__name__)
NO_ACCOUNT = gettext_noop("The recipient's account is closed.")


class Desk:
    """Where claimed mails are written: the rows of each kind are read once for all of them."""

    def __init__(self, mails: Sequence[Mail], at: datetime) -> None:
        self.mails, self.at = mails, at
        self.flagged = flags.flagged([_address_of(mail) for mail in mails])
        self.renderer = Renderer()
        self.writers: dict[str, Writer] = {}

    def write(self, mail: Mail) -> Rendered:
        """The recipient's address and language are those of this moment, too."""
        person = mail.recipient
        if person is not None:
            if not person.is_active:
                raise Withdrawn(NO_ACCOUNT)
            mail.address, mail.language = person.email, person.language
        if mail.address.lower() in self.flagged:
            raise Withdrawn(flags.FLAGGED)
        return self.renderer.render(mail, self._writer(mail.template)(mail))

    def _writer(self, template: str) -> Writer:
        if template not in self.writers:
            of_kind = [mail for mail in self.mails if mail.template == template]
            try:
                self.writers[template] = writer_for(template, of_kind, at=self.at)
            except Exception:
                # Something is wrong with one of them: each by itself, so that the others go on.
                logger.exception("mails_not_read_together: %s", template)
                self.writers[template] = lambda mail: build_letter(mail, at=self.at)
        return self.writers[template]


def _address_of(mail: Mail) -> str:
    return mail.recipient.email if mail.recipient else mail.address

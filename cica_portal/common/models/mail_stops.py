"""Why mail does not leave: an address that keeps being refused, or the Secretariat's own stop of all sending."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models.recorded import Recorded
from cica_portal.common.querysets import AddressFlagQuerySet, MailStopQuerySet
from cica_portal.common.text import new_public_id


class AddressFlag(Recorded):
    """An address that mail servers refused for good several times in a row: no mail until the flag is lifted."""

    record_kind: ClassVar[str] = "address_flag"
    tracked: ClassVar[tuple[str, ...]] = ("address", "refusals", "last_words", "raised_at", "ended_at")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    # In lower case.
    address = models.EmailField(_("address"), editable=False)
    refusals = models.PositiveSmallIntegerField(_("mails refused in a row"), editable=False)
    last_words = models.CharField(_("what the mail server said"), max_length=300, blank=True, editable=False)
    raised_at = models.DateTimeField(_("flagged"), editable=False)
    ended_at = models.DateTimeField(_("lifted"), null=True, blank=True, editable=False)

    objects = AddressFlagQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(ended_at=None),
                name="address_flag_once",
                violation_error_message=_("This address is flagged already."),
            )
        ]
        verbose_name = _("flagged address")
        verbose_name_plural = _("flagged addresses")

    def __str__(self) -> str:
        return self.address

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY


class MailStop(Recorded):
    """While one stands, no mail leaves; what becomes due waits."""

    record_kind: ClassVar[str] = "mail_stop"
    tracked: ClassVar[tuple[str, ...]] = ("raised_at", "is_standing")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    raised_at = models.DateTimeField(_("stopped"), editable=False)
    is_standing = models.BooleanField(_("still stopped"), default=True, editable=False)

    objects = MailStopQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_standing"],
                condition=Q(is_standing=True),
                name="mail_stop_once",
                violation_error_message=_("All sending is stopped already."),
            )
        ]
        verbose_name = _("stop of all sending")
        verbose_name_plural = _("stops of all sending")

    def __str__(self) -> str:
        return str(self.raised_at)

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

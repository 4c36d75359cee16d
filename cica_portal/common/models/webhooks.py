"""Receivers of webhooks, and the ledger of what each was sent."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models.recorded import Recorded
from cica_portal.common.querysets import StaffQuerySet, WebhookReceiverQuerySet
from cica_portal.common.text import new_public_id, validate_single_line


def validate_receiver_address(value: str) -> None:
    """An address of the web without user, password or fragment; encrypted outside a trial."""
    parts = urlsplit(value)
    schemes = {"https", "http"} if settings.EMBEDDED else {"https"}
    if parts.scheme not in schemes or not parts.hostname:
        raise ValidationError(_("Enter an address that begins with https://."), code="scheme")
    if parts.username or parts.password or parts.fragment:
        raise ValidationError(_("Enter the address without user, password or fragment."), code="parts")


class WebhookReceiver(Recorded):
    """Where a partner hears of changes that its audience sees. The columns from `number` on are the machine's."""

    class Grant(models.TextChoices):
        """As which audience it hears. The Secretariat's is never given out."""

        PUBLIC = Audience.PUBLIC.value, Audience.PUBLIC.label
        MEMBER_STATES = Audience.MEMBER_STATES.value, Audience.MEMBER_STATES.label

    record_kind: ClassVar[str] = "webhook_receiver"
    tracked: ClassVar[tuple[str, ...]] = (
        "owner", "name", "url", "grant", "resources", "rotated_at", "disabled_at", "disabled_reason",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="webhooks", verbose_name=_("partner")
    )
    name = models.CharField(_("what it is for"), max_length=100, validators=[validate_single_line])
    url = models.CharField(_("address"), max_length=500, validators=[validate_single_line, validate_receiver_address])
    grant = models.CharField(_("hears of"), max_length=13, choices=Grant, default=Grant.PUBLIC)
    # Names of resources of the API; none means all.
    resources = models.JSONField(_("kinds"), default=list, blank=True)
    # Encrypted: the portal signs with them.
    secret = models.TextField(editable=False)
    earlier_secret = models.TextField(blank=True, editable=False)
    rotated_at = models.DateTimeField(_("secret changed"), null=True, blank=True, editable=False)
    disabled_at = models.DateTimeField(_("disabled"), null=True, blank=True, editable=False)
    disabled_reason = models.CharField(_("why disabled"), max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(_("entered"), editable=False)

    # Up to which entry of its audience's changes the ledger goes.
    number = models.PositiveBigIntegerField(default=0, editable=False)
    kind = models.CharField(max_length=40, blank=True, editable=False)
    subject_id = models.CharField(max_length=64, blank=True, editable=False)
    next_at = models.DateTimeField(editable=False)
    claimed_by = models.CharField(max_length=80, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    succeeded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WebhookReceiverQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("webhook receiver")
        verbose_name_plural = _("webhook receivers")
        constraints = [
            models.CheckConstraint(
                condition=Q(grant__in=["public", "member_states"]),
                name="webhook_grant",
                violation_error_message=_("A receiver hears what is public or what is for the member states."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.public_id})"

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY


class WebhookDelivery(models.Model):
    """One message to one receiver: it keeps its identifier through all attempts, and its place in the order."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        TAKEN = "taken", _("Taken")
        DROPPED = "dropped", _("Not sent")

    receiver = models.ForeignKey(WebhookReceiver, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=40, unique=True)
    # An entry of the changes; a test has none.
    number = models.PositiveBigIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    gone = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["receiver", "number", "kind", "subject_id"], name="webhook_delivery_once")
        ]
        indexes = [models.Index(fields=["receiver", "state", "id"], name="webhook_delivery_order")]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.state}"

    @property
    def is_test(self) -> bool:
        return self.number is None

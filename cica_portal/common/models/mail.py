"""The mail ledger: what is due to whom, and each mail that carries it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.common.querysets import DeliveryQuerySet, MailQuerySet


class Mail(models.Model):
    """One message to one address. The row is the truth, a queue message only a hint.

    The text is rendered when it is sent, from `template` and `context` (identifiers only, no secret).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Not known")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    message_id = models.CharField(max_length=120, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    address = models.EmailField()
    language = models.CharField(max_length=2)
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Attempts of which nobody knows whether the mail arrived; every one carries the same Message-ID.
    doubts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    # Committed just before the server hears of the mail: a sender that died earlier has sent nothing.
    handed_at = models.DateTimeField(null=True, blank=True)
    # The server refused the recipient's address for good.
    is_refused = models.BooleanField(default=False)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="mail_due"),
            models.Index(fields=["address", "-id"], name="mail_address"),
        ]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self) -> str:
        return f"{self.template} to {self.address}"


class Delivery(models.Model):
    """One reminder owed to one person: subject, rule, recipient and local due date are unique.

    The person is a recipient with an account, or a contact without one, by its public identifier.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENT = "sent", _("Sent")
        SUPERSEDED = "superseded", _("Replaced")
        EXPIRED = "expired", _("Too late")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Not known")

    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    rule_key = models.CharField(max_length=64)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    contact = models.CharField(max_length=10, blank=True)
    occurrence = models.DateField(_("local due date"))
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=300, blank=True)
    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    planned_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    # Of one that somebody sends again, or stops, on purpose.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_because = models.CharField(_("why it is sent again or stopped"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "rule_key", "recipient", "occurrence"],
                condition=Q(contact=""),
                name="delivery_once",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "rule_key", "contact", "occurrence"],
                condition=Q(recipient=None),
                name="delivery_once_to_contact",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, contact="") | (Q(recipient=None) & ~Q(contact="")),
                name="delivery_has_one_reader",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="delivery_due")]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.rule_key} {self.subject_key} {self.occurrence}"

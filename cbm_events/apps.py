from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cica_portal.common import echoes
from cica_portal.common.audit.tables import announce
from cica_portal.common.mailing.registry import register


class CbmEventsConfig(AppConfig):
    name = "cbm_events"
    label = "cbm_events"
    verbose_name = _("Events of confidence-building measures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The ledger of mails learns who writes reminders."""
        register("reminder", reader="cbm_events.reminders.letters.read_reminders", repeat_when_unknown=True)
        register("event_notice", builder="cbm_events.notices.letters.write_notices", repeat_when_unknown=True)
        register("reminder_trial", builder="cbm_events.reminders.trial.write_trial")
        register("subscription", builder="cbm_events.reminders.subscription_letters.write_link")
        register("event_invitation", builder="cbm_events.invitations.letters.write_letter", repeat_when_unknown=True)
        register("proposal", builder="cbm_events.proposals.letters.write_letter", repeat_when_unknown=True)
        register(
            "confirmation_answer", builder="cbm_events.confirmations.letters.write_letter", repeat_when_unknown=True
        )
        announce("cbm_events.audit.KINDS")
        echoes.announce("cbm_events.echoes.ECHOES")
        echoes.announce_dependents("cbm_events.echoes.DEPENDENTS")

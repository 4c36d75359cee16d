from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cica_portal.common import echoes
from cica_portal.common.audit.tables import announce
from cica_portal.common.mailing.registry import register


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = _("Members")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The ledger of mails learns who writes about accounts.

        An invitation is not repeated by itself: each mail makes a new link, and the earlier may have arrived.
        """
        register("members/invitation", builder="members.accounts.letters.write_invitation")
        register(
            "members/password_reset", builder="members.accounts.letters.write_password_reset", repeat_when_unknown=True
        )
        register("members/notice", builder="members.accounts.letters.write_notice", repeat_when_unknown=True)
        register(
            "members/token_ending", builder="members.accounts.letters.write_token_ending", repeat_when_unknown=True
        )
        announce("members.audit.KINDS")
        echoes.announce("members.echoes.ECHOES")

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cica_portal.celery import app
from cica_portal.common.audit.tables import announce
from cica_portal.common.mailing.registry import register


class HomeConfig(AppConfig):
    name = "cica_portal.home"
    label = "home"
    verbose_name = _("Home pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A page that sends a hint finds the broker of the portal, not Celery's default one.

        The ledger of mails and the log learn of webhooks.
        """
        app.set_default()
        register("webhook_disabled", builder="cica_portal.home.webhooks.composition.write_disabled")
        announce("cica_portal.home.audit.KINDS")

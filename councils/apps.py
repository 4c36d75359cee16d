from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cica_portal.common import echoes
from cica_portal.common.audit.tables import announce


class CouncilsConfig(AppConfig):
    name = "councils"
    label = "councils"
    verbose_name = _("Councils and governing bodies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The log learns what is particular to the kinds of this app."""
        announce("councils.audit.KINDS")
        echoes.announce("councils.echoes.ECHOES")

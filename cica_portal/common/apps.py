from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audit.tables import announce


class CommonConfig(AppConfig):
    name = "cica_portal.common"
    label = "common"
    verbose_name = _("Records of the portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The log learns what is particular to the kinds of the ground."""
        announce("cica_portal.common.audit.ground.KINDS")

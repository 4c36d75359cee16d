"""The WSGI entry for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")
portal = get_wsgi_application()

from cica_portal.common.repeating import RepeatedAnswers  # noqa: E402

application = RepeatedAnswers(portal)

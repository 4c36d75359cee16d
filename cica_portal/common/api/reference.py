"""The OpenAPI file, the page that shows it, and the guide."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, override
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from rest_framework.request import Request

from cica_portal.common.api.etags import content_tag
from cica_portal.common.api.parameters import LANGUAGES, language_of
from cica_portal.common.api.views import ApiView
from cica_portal.common.context import language_links


class SchemaView(ApiView):
    """The OpenAPI file, with its words in the language asked for."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        body = openapi_file(get_language() or "en")
        response = self.answer(body, content_tag(body))
        response["Content-Language"] = get_language() or "en"
        return response


@lru_cache(maxsize=len(LANGUAGES))
def openapi_file(language: str) -> bytes:
    """Made once for a language: it changes with the code, not with the data."""
    with override(language):
        return OpenApiJsonRenderer().render(SchemaGenerator().get_schema(public=True))


class GuidePage(TemplateView):
    template_name = "api/guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(portal_url=settings.PORTAL_URL, **kwargs)


@method_decorator(csp_update({"img-src": [SELF, "data:"]}), name="dispatch")
class ReferencePage(TemplateView):
    """Swagger UI from own static files. Its stylesheet holds its arrows as data: images, hence the wider policy."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override(language_of(request)):
            links = [replace(link, url=f"?lang={link.code}") for link in language_links(request.path)]
            return HttpResponse(render_to_string("api/reference.html", {"language_links": links}, request))

"""The views of the API: one list and one entry for every resource, and the way to find them."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django_filters import Filter, FilterSet
from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from cica_portal.common.api.cursors import after, read_cursor, write_cursor
from cica_portal.common.api.etags import (
    LastChange,
    content_tag,
    is_unchanged,
    knows_any,
    last_change,
    numbered_tag,
)
from cica_portal.common.api.kept import Kept
from cica_portal.common.api.limits import Allowance, take_one, tell
from cica_portal.common.api.parameters import (
    COMMON_PARAMETERS,
    EXPAND,
    FIELDS,
    PAGE_PARAMETERS,
    check_filters,
    check_query,
    language_of,
    limit_of,
    names_in,
    takes_several,
    without,
)
from cica_portal.common.api.problems import ApiProblem, no_such_address
from cica_portal.common.api.renderers import CONTENT_TYPE, to_json
from cica_portal.common.api.resources import WHOLE, Resource, Selection
from cica_portal.common.api.serializers import API_PATH
from cica_portal.common.encodings import pack
from cica_portal.common.repeating import repeat_while
from cica_portal.common.viewer import Viewer

PUBLIC_SECONDS = 60
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")


class ApiView(APIView):
    """Reads only, knows its parameters, and says errors in the language that the client asks for."""

    http_method_names = ["get", "head", "options"]
    permission_classes = (AllowAny,)
    allowance: Allowance | None = None
    # Not of an entry that a program may write: it sends back the tag, which must then be a strong one.
    is_packed = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with override(language_of(request)):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if str(request.method).lower() not in self.http_method_names:
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS":
            check_query(request.GET, known=self.known_parameters(), repeatable=self.repeatable_parameters())

    def perform_authentication(self, request: Request) -> None:
        """Whoever tries tokens is counted by his address."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            self.allowance = take_one(request, now=time.time(), is_known=False)
            raise

    def check_throttles(self, request: Request) -> None:
        self.allowance = take_one(request, now=time.time())

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """No shared cache gives the answer to one token to another, or to nobody's request."""
        patch_vary_headers(response, ["Authorization"])
        tell(response, self.allowance)
        is_read = request.method in {"GET", "HEAD"} and not response.streaming
        if is_read and self.is_packed and not self.is_known_by_cookie:
            pack(request, response)
        return super().finalize_response(request, response, *args, **kwargs)

    @property
    def is_known_by_cookie(self) -> bool:
        return self.viewer.is_signed_in and getattr(self.request, "auth", None) is None

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """What may be done here is in the Allow header; nothing else is told."""
        return HttpResponse(status=204)

    def known_parameters(self) -> Collection[str]:
        return COMMON_PARAMETERS

    def repeatable_parameters(self) -> Collection[str]:
        return ()

    @property
    def viewer(self) -> Viewer:
        viewer: Viewer = self.request.viewer  # type: ignore[attr-defined]
        return viewer

    def answer(self, body: bytes, tag: str, change: LastChange | None = None) -> HttpResponse:
        """The answer with its tag, or 304 for a client that has it already."""
        if self.is_unchanged(tag, change) or knows_any(self.request):
            return self.unchanged(tag, change)
        return self.with_headers(HttpResponse(body, content_type=CONTENT_TYPE), tag, change)

    def is_unchanged(self, tag: str, change: LastChange | None) -> bool:
        if knows_any(self.request):  # There may be nothing at all.
            return False
        return is_unchanged(self.request, tag=tag, last_modified=change.last_modified if change else "")

    def unchanged(self, tag: str, change: LastChange | None) -> HttpResponse:
        """The tag is weak where the client had it so."""
        response = self.with_headers(HttpResponse(status=304), tag, change)
        if f"W/{tag}" in self.request.headers.get("If-None-Match", ""):
            response["ETag"] = f"W/{tag}"
        return response

    def with_headers(self, response: HttpResponse, tag: str, change: LastChange | None = None) -> HttpResponse:
        is_private = self.viewer.is_signed_in
        response["ETag"] = tag
        if change and change.at:
            response["Last-Modified"] = change.last_modified
        if change and not is_private:
            repeat_while(response, number=change.number)
        response["Cache-Control"] = "private, no-store" if is_private else f"public, max-age={PUBLIC_SECONDS}"
        response["Content-Language"] = "en, ru"
        return response


class ResourceView(ApiView):
    """`resource` is given where the view is put under its address."""

    resource: Resource = None  # type: ignore[assignment]
    change: LastChange | None = None

    def get(self, request: Request, **kwargs: str) -> HttpResponse:
        self.change = change = self.change_before_reading()
        tag = self.numbered_tag(change) if change else ""
        if tag and self.is_unchanged(tag, change):
            return self.unchanged(tag, change)
        body = self.body(**kwargs)
        return self.answer(body, tag or content_tag(body), change)

    def body(self, **kwargs: str) -> bytes:
        return to_json(self.content(**kwargs))

    def known_parameters(self) -> Collection[str]:
        return {*COMMON_PARAMETERS, FIELDS, *([EXPAND] if self.resource.additions else [])}

    def repeatable_parameters(self) -> Collection[str]:
        return {FIELDS, EXPAND}

    @property
    def selection(self) -> Selection:
        query = self.request.GET
        return Selection(
            fields=names_in(query, FIELDS, self.resource.fields),
            additions=names_in(query, EXPAND, self.resource.additions),
        )

    def change_before_reading(self) -> LastChange | None:
        """What the answer hangs on; nothing where it may hold rows without a number."""
        if not self.resource.is_numbered or self.viewer.state is not None:
            return None
        return last_change(self.viewer.audience)

    def numbered_tag(self, change: LastChange) -> str:
        query = without(self.request.GET, COMMON_PARAMETERS)
        return numbered_tag(self.viewer, change.number, self.request.path, query)

    def content(self, **kwargs: str) -> Any:
        raise NotImplementedError


class ListView(ResourceView):
    """`kept` are entries that were written before, if there are any."""

    kept: Kept | None = None

    def known_parameters(self) -> Collection[str]:
        return {*super().known_parameters(), *PAGE_PARAMETERS, *self.filters()}

    def repeatable_parameters(self) -> Collection[str]:
        several = {name for name, item in self.filters().items() if takes_several(item)}
        return {*super().repeatable_parameters(), *several}

    def filters(self) -> Mapping[str, Filter]:
        return self.resource.filterset.base_filters if self.resource.filterset else {}

    def body(self, **kwargs: str) -> bytes:
        limit = limit_of(self.request.GET)
        kept, change = self.kept_for_all, self.change
        seen = kept.rows(self.viewer, change.number) if kept and change else self.resource.rows(self.viewer)
        rows, filters = self.filtered(seen)
        page = self.from_cursor(rows).order_by(self.resource.order, self.resource.key)[: limit + 1]
        if kept and change:
            found, texts = kept.write_list(self.resource, page, self.viewer)
            results = b"[%s]" % b",".join(filter(None, texts[:limit]))
        else:
            found, written = self.resource.write_list(page, self.viewer, filters, self.selection)
            results = to_json(written[:limit])
        following = self.next_address(found[:limit]) if len(found) > limit else None
        return b'{"next":%s,"results":%s}' % (to_json(following), results)

    @property
    def kept_for_all(self) -> Kept | None:
        """What may stand in this answer of what is kept."""
        return self.kept if self.kept and self.kept.serves(self.viewer) and self.selection == WHOLE else None

    def filtered(self, rows: QuerySet[Any]) -> tuple[QuerySet[Any], dict[str, Any]]:
        if self.resource.filterset is None or self.filters().keys().isdisjoint(self.request.GET):
            return rows, {}
        filterset: FilterSet = self.resource.filterset(self.request.GET, queryset=rows)
        check_filters(filterset)
        return filterset.qs, filterset.form.cleaned_data

    def from_cursor(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        cursor = self.request.GET.get("cursor")
        if cursor is None:
            return rows
        position = read_cursor(cursor, scope=self.list_name)
        return after(rows, position, order=self.resource.order, key=self.resource.key)

    def next_address(self, found: list[Any]) -> str:
        position = found[-1][self.resource.order], found[-1][self.resource.key]
        query = self.request.GET.copy()
        query["cursor"] = write_cursor(position, scope=self.list_name)
        return f"{settings.PORTAL_URL}{self.resource.path}?{query.urlencode()}"

    @property
    def list_name(self) -> str:
        return f"{self.resource.name}?{without(self.request.GET, PAGE_PARAMETERS | COMMON_PARAMETERS)}"


class DetailView(ResourceView):
    is_packed = False

    def content(self, **kwargs: str) -> Any:
        key = kwargs["key"]
        if not KEY.fullmatch(key):
            raise Http404
        rows = self.resource.rows(self.viewer).filter(**{self.resource.key: key})
        entry = self.resource.write_one(rows, self.viewer, self.selection)
        if entry is None:
            raise Http404
        return entry


class RootView(ApiView):
    """Where everything is."""

    resources: tuple[Resource, ...] = ()

    def get(self, request: Request) -> HttpResponse:
        names = [*(resource.name for resource in self.resources), "changes"]
        body = to_json({name: f"{settings.PORTAL_URL}{API_PATH}{name}/" for name in names})
        return self.answer(body, content_tag(body))


class NothingHere(ApiView):
    """Every other address below the API, for every method."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise ApiProblem(404, detail=no_such_address())

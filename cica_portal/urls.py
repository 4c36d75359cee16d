"""All addresses. Pages stand in English at the root and in Russian under /ru/; the rest has one address."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from cbm_events.views import feeds
from cica_portal.api_urls import RESOURCES
from cica_portal.common.admin import site
from cica_portal.common.api.reference import GuidePage
from members.urls import allauth_urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("cica_portal.api_urls")),
    path("feeds/events.ics", feeds.public_feed, name="public_feed"),
    path("feed/<str:token>.ics", feeds.private_feed, name="private_feed"),
]
urlpatterns += i18n_patterns(
    path("api/", GuidePage.as_view(extra_context={"resources": RESOURCES}), name="api_guide"),
    path("admin/", site.urls),
    path("", include("cica_portal.home.urls")),
    path("", include("cbm_events.urls")),
    path("", include("councils.urls")),
    path("", include("members.urls")),
    path("", include(allauth_urlpatterns)),
    path("", include("cica_portal.common.urls")),
    prefix_default_language=False,
)

handler400 = "cica_portal.errors.bad_request"
handler403 = "cica_portal.errors.permission_denied"
handler404 = "cica_portal.errors.page_not_found"
handler500 = "cica_portal.errors.server_error"

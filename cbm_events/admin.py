"""Rules and figures about events. Events themselves are entered on the portal's own pages."""

from __future__ import annotations

from django.contrib import admin

from cbm_events.models import Event, PublishedFigure, ReminderRule
from cica_portal.common.admin import ReadOnlyAdmin, RecordedAdmin, site


@admin.register(Event, site=site)
class EventAdmin(ReadOnlyAdmin):
    """To be looked up from a figure; reached by search, not changed here."""

    list_display = ("title_en", "title_ru", "kind", "status", "earliest", "visibility")
    list_filter = ("status", "visibility", "kind")
    search_fields = ("title_en", "title_ru", "public_id")
    exclude = ("search",)


@admin.register(PublishedFigure, site=site)
class PublishedFigureAdmin(RecordedAdmin):
    autocomplete_fields = ("event",)
    list_display = ("metric", "exactness", "value", "event", "period", "source")
    list_filter = ("metric", "visibility")
    list_select_related = ("event",)
    search_fields = ("event__title_en", "event__title_ru", "period", "source")


@admin.register(ReminderRule, site=site)
class ReminderRuleAdmin(RecordedAdmin):
    list_display = ("name_en", "anchor", "side", "days", "recipients", "local_time", "is_active")
    list_filter = ("anchor", "recipients", "is_active")

"""Bodies, their seats and what they decided."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from cica_portal.common import history
from cica_portal.common.admin import RecordedAdmin, site
from councils.models import Council, Decision, Seat
from councils.services import adopt_decision


@admin.register(Council, site=site)
class CouncilAdmin(RecordedAdmin):
    fixed = ("code",)
    list_display = ("name_en", "name_ru", "code", "kind", "status")
    list_filter = ("kind", "status")
    search_fields = ("code", "name_en", "name_ru")


@admin.register(Seat, site=site)
class SeatAdmin(RecordedAdmin):
    list_display = ("council", "state", "institution_en", "role", "starts_on", "ends_on", "attested_text")
    list_filter = ("role", "council", "state")
    list_select_related = ("council", "state")


@admin.register(Decision, site=site)
class DecisionAdmin(RecordedAdmin):
    list_display = ("adopted_on", "council", "title_en", "title_ru", "visibility")
    list_filter = ("council", "method", "visibility")
    list_select_related = ("council",)
    search_fields = ("title_en", "title_ru")

    def store(self, row: Any, *, form: Any, formsets: Any, act: history.Act) -> None:
        """A new decision has effects, which the service knows."""
        if row._state.adding:
            adopt_decision(decision=row, act=act)
            return
        super().store(row, form=form, formsets=formsets, act=act)

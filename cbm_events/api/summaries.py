"""Shapes of summaries in the API: editions, their rows, and their contents as every other format prints them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cbm_events.models import YearlySummary
from cbm_events.summaries.composing import contents_of
from cica_portal.common.api.serializers import AddressField, OwnReading, Reading, RowSerializer, column_of
from cica_portal.common.audiences import Audience


class FigureShape(serializers.Serializer):
    """A number; null where it is not stated."""

    value = serializers.IntegerField(allow_null=True)
    cut = serializers.CharField(help_text=_("Names the list behind the number on the page of the edition"))


class FigureRowShape(serializers.Serializer):
    key = serializers.CharField(help_text=_("Code of what the row is about"))
    label = serializers.CharField()  # type: ignore[assignment]
    is_total = serializers.BooleanField()
    figures = FigureShape(many=True)


class FigureTableShape(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField(), help_text=_("The heading of the labels first"))
    rows = FigureRowShape(many=True)


class TextTableShape(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class ChapterShape(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    narrative = serializers.CharField(help_text=_("Text with the figures of the edition in it"))
    narrative_language = serializers.CharField()
    tables = FigureTableShape(many=True)
    texts = TextTableShape(many=True)
    events = serializers.ListField(
        source="event_ids", child=serializers.CharField(), help_text=_("Identifiers of the first events of the chapter")
    )
    more = serializers.IntegerField(help_text=_("How many events the chapter has beyond these"))


class PublishedShape(serializers.Serializer):
    """What others published of the period, beside what is recorded here; never merged."""

    period = serializers.CharField()
    metric = serializers.CharField()
    value = serializers.IntegerField()
    words = serializers.CharField()
    detail = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    said = serializers.CharField()
    recorded = serializers.IntegerField(allow_null=True)
    gap = serializers.IntegerField(allow_null=True)


class RuleShape(serializers.Serializer):
    code = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())


class ContentsShape(serializers.Serializer):
    """An edition in words and figures, in one language."""

    title = serializers.CharField()
    period = serializers.CharField()
    is_interim = serializers.BooleanField(help_text=_("The period was not over when it was built"))
    language = serializers.CharField()
    rule = RuleShape()
    withdrawn = serializers.IntegerField(help_text=_("Events that were withdrawn from view since"))
    published = PublishedShape(many=True)
    chapters = ChapterShape(many=True)


class BothContentsShape(serializers.Serializer):
    en = ContentsShape()
    ru = ContentsShape()


@extend_schema_field(BothContentsShape)
class ContentsField(OwnReading, serializers.Field):
    """Read from what the edition stored."""

    def reading(self) -> Reading:
        return Reading(("pk",), lambda row: written_contents(row["pk"]))


def written_contents(pk: int) -> dict[str, Any]:
    edition = YearlySummary.objects.get(pk=pk)
    written: dict[str, Any] = {}
    for language in ("en", "ru"):
        with override(language):
            written[language] = ContentsShape(contents_of(edition)).data
    return written


class SummarySerializer(RowSerializer):
    """One edition of the summary of a year or of several, frozen when it was built."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="summaries")
    year = serializers.IntegerField(help_text=_("The first year"))
    last_year = serializers.IntegerField()
    audience = serializers.ChoiceField(choices=Audience.choices)
    edition = serializers.IntegerField()
    as_of = serializers.DateTimeField(allow_null=True, help_text=_("The state of the rows that was counted"))
    built_at = serializers.DateTimeField(allow_null=True)
    counting_rule = serializers.CharField()
    figures = serializers.DictField(child=serializers.JSONField(), help_text=_("Counts by name"))
    digest = serializers.CharField(allow_null=True, help_text=_("Hash over rows, rule, figures and texts"))


@extend_schema_field(serializers.DictField(child=serializers.JSONField()))
class FactsField(OwnReading, serializers.Field):
    """Nothing is told of an event that the reader may no longer see."""

    def reading(self) -> Reading:
        column = column_of(self)
        return Reading((column, "is_withdrawn"), lambda row: {} if row["is_withdrawn"] else row[column])


class SummaryRowSerializer(RowSerializer):
    """One event as the summary counted it, or left it out and why."""

    event = serializers.CharField(source="subject_id", help_text=_("Identifier of the event"))
    counted = serializers.BooleanField()
    why = serializers.CharField(allow_null=True, help_text=_("Why it was left out"))
    weight = serializers.IntegerField(help_text=_("What it adds to the total"))
    facts = FactsField(help_text=_("The event as it then was; empty if it was withdrawn from view since"))


class SummaryWithRowsSerializer(SummarySerializer):
    """One edition with its contents and every event that it counted or left out."""

    contents = ContentsField()
    rows = SummaryRowSerializer(many=True)

"""The same events from a plain viewset of Django REST framework."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from rest_framework import serializers, viewsets
from rest_framework.routers import DefaultRouter

from cbm_events.models import Event, EventRole, PublishedFigure


class CodeField(serializers.SlugRelatedField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, slug_field="code", **kwargs)


class RoleSerializer(serializers.ModelSerializer):
    state, council = CodeField(), CodeField()
    organisation: Any = serializers.SlugRelatedField(read_only=True, slug_field="public_id")

    class Meta:
        model = EventRole
        fields = [
            "role", "party", "state", "council", "organisation", "institution_en", "institution_ru", "capacity",
            "is_lead",
        ]  # fmt: skip


class FigureSerializer(serializers.ModelSerializer):
    class Meta:
        model = PublishedFigure
        fields = [
            "metric", "group", "value", "exactness", "detail_en", "detail_ru", "counting_rule", "said_on", "said_text",
            "source", "confidence",
        ]  # fmt: skip


class EventSerializer(serializers.ModelSerializer):
    country, dimension, area, council = CodeField(), CodeField(), CodeField(), CodeField()
    roles = RoleSerializer(many=True)
    figures = FigureSerializer(many=True)

    class Meta:
        model = Event
        fields = [
            "public_id", "uid", "title_en", "title_ru", "summary_en", "summary_ru", "kind", "status", "visibility",
            "earliest", "latest", "precision", "date_text", "starts_at", "ends_at", "zone", "mode", "venue_en",
            "venue_ru", "city_en", "city_ru", "country", "country_other", "dimension", "area", "council", "roles",
            "figures", "nomination_deadline", "is_sample", "source", "confidence", "basis",
        ]  # fmt: skip


class EventViewSet(viewsets.ReadOnlyModelViewSet):
    serializer_class = EventSerializer
    queryset = (
        Event.objects.filter(visibility="public")
        .select_related("country", "dimension", "area", "council")
        .prefetch_related("roles__state", "roles__council", "roles__organisation", "figures")
        .order_by("sort_on", "public_id")
    )


router = DefaultRouter()
router.register("events", EventViewSet)
urlpatterns = [path("", include(router.urls))]

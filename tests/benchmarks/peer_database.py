"""The same page of events as PostgreSQL writes it itself, and nothing between it and the server."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import psycopg2

MINE = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """PostgreSQL writes the page, and this sends it."""
    query = dict(parse_qsl(environ["QUERY_STRING"]))
    with cursor() as found:
        found.execute(PAGE, [query.get("day", "-infinity"), query.get("key", "")])
        body: bytes = found.fetchone()[0].encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def cursor() -> Any:
    if not hasattr(MINE, "connection"):
        MINE.connection = psycopg2.connect(os.environ["DATABASE_URL"])
        MINE.connection.autocommit = True
    return MINE.connection.cursor()


def both(name: str, table: str = "e") -> str:
    return f"json_build_object('en', nullif({table}.{name}_en, ''), 'ru', nullif({table}.{name}_ru, ''))"


def local(column: str) -> str:
    shown = f"to_char(e.{column} AT TIME ZONE e.zone, 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    return f"{shown} || '+' || to_char((e.{column} AT TIME ZONE e.zone) - (e.{column} AT TIME ZONE 'UTC'), 'HH24:MI')"


def utc(column: str) -> str:
    return f"to_char(e.{column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"


PAGE = f"""
WITH page AS (
  SELECT * FROM cbm_events_event
  WHERE visibility = 'public' AND (sort_on, public_id) > (%s::date, %s)
  ORDER BY sort_on, public_id LIMIT 100
)
SELECT json_build_object('next', NULL, 'results', json_agg(entry ORDER BY sort_on, public_id))::text FROM (
  SELECT e.sort_on, e.public_id, json_build_object(
    'id', e.public_id, 'url', 'http://127.0.0.1:8000/api/v1/events/' || e.public_id || '/', 'uid', e.uid,
    'title', {both("title")}, 'summary', {both("summary")}, 'kind', e.kind, 'status', e.status,
    'visibility', e.visibility,
    'period', json_build_object('earliest', e.earliest, 'latest', e.latest, 'precision', e.precision,
                                'date_text', nullif(e.date_text, '')),
    'times', json_build_object('starts', {local("starts_at")}, 'ends', {local("ends_at")},
                               'starts_utc', {utc("starts_at")}, 'ends_utc', {utc("ends_at")},
                               'zone', json_build_object('en', z.label_en, 'ru', z.label_ru)),
    'mode', nullif(e.mode, ''),
    'place', json_build_object('venue', {both("venue")}, 'city', {both("city")}, 'country', country.code,
                               'country_other', nullif(e.country_other, '')),
    'dimension', d.code, 'area', a.code, 'council', c.code,
    'roles', (SELECT coalesce(json_agg(json_build_object(
        'role', r.role, 'party', r.party, 'state', s.code, 'council', rc.code, 'observer', o.public_id,
        'institution', {both("institution", "r")}, 'capacity', nullif(r.capacity, ''), 'is_lead', r.is_lead)
        ORDER BY r.role, r.is_lead DESC, s.name_en, r.institution_en, r.id), '[]')
      FROM cbm_events_eventrole r LEFT JOIN members_memberstate s ON s.id = r.state_id
      LEFT JOIN councils_council rc ON rc.id = r.council_id
      LEFT JOIN members_externalparty o ON o.id = r.organisation_id WHERE r.event_id = e.id),
    'figures', (SELECT coalesce(json_agg(json_build_object(
        'metric', f.metric, 'group', nullif(f.group, ''), 'value', f.value, 'exactness', f.exactness,
        'detail', {both("detail", "f")}, 'counting_rule', nullif(f.counting_rule, ''), 'said_on', f.said_on,
        'said_text', nullif(f.said_text, ''), 'source', f.source, 'confidence', nullif(f.confidence, ''))
        ORDER BY f.metric, f.value DESC, f.id), '[]')
      FROM cbm_events_publishedfigure f WHERE f.event_id = e.id AND f.visibility = 'public'),
    'participations', json_build_array(), 'nomination_deadline', e.nomination_deadline, 'is_sample', e.is_sample,
    'source', nullif(e.source, ''), 'confidence', nullif(e.confidence, ''), 'basis', e.basis) AS entry
  FROM page e LEFT JOIN members_memberstate country ON country.id = e.country_id
  LEFT JOIN members_dimension d ON d.id = e.dimension_id LEFT JOIN members_priorityarea a ON a.id = e.area_id
  LEFT JOIN councils_council c ON c.id = e.council_id LEFT JOIN members_zonelabel z ON z.zone = e.zone
) entries
"""

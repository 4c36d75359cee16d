"""What makes an edition what it is, as one hash: who checks the rows later must get the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from cbm_events.models import SummaryRow, SummaryText, YearlySummary

HASHED = tuple(field.attname for field in SummaryRow._meta.concrete_fields if field.attname not in {"id", "summary_id"})


class RowsDigest:
    """Taken row by row, in the order in which they are stored."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, row: SummaryRow) -> None:
        self._hash.update(_canonical([getattr(row, name) for name in HASHED]))

    def closed(self, summary: YearlySummary, figures: dict[str, Any]) -> str:
        """Over the rows, the rule and the figures."""
        named = {
            "years": [summary.year, summary.last_year],
            "audience": summary.audience,
            "rule": summary.counting_rule,
            "figures": figures,
        }
        self._hash.update(_canonical(named))
        return self._hash.hexdigest()


def digest_of(rows_digest: str, texts: Iterable[SummaryText]) -> str:
    """The hash of the whole edition: that of its rows, and its texts."""
    words = sorted([row.chapter, row.text_en, row.text_ru] for row in texts if row.text_en or row.text_ru)
    return hashlib.sha256(_canonical([rows_digest, words])).hexdigest()


def digest_again(summary: YearlySummary) -> str:
    """Worked out anew from everything that is stored."""
    digest = RowsDigest()
    for row in summary.rows.order_by("id").iterator(chunk_size=1000):
        digest.add(row)
    return digest_of(digest.closed(summary, summary.figures), summary.texts.all())


def _canonical(content: Any) -> bytes:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return text.encode() + b"\n"

"""The documents of an event as its page lists them: one line each, with its languages and its revisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cbm_events.models import Outcome
from cica_portal.common.date_words import page_language
from cica_portal.common.models import Document, DocumentKind


@dataclass(frozen=True)
class DocumentGroup:
    """One document: its latest revision in each language that the viewer sees, and the earlier ones."""

    current: list[Document]
    earlier: list[Document]

    @property
    def leading(self) -> Document:
        """The text in the language of the page, if there is one."""
        language = page_language()
        return next((document for document in self.current if document.language == language), self.current[0])

    @property
    def kind_label(self) -> str:
        kind = self.leading.kind
        return "" if kind == DocumentKind.OTHER else str(DocumentKind(kind).label)

    @property
    def symbol(self) -> str:
        return self.leading.symbol


@dataclass(frozen=True)
class OutcomeShown:
    """An outcome with its document, as far as the viewer sees it."""

    outcome: Outcome
    document: DocumentGroup | None


def document_groups(documents: Iterable[Document]) -> list[DocumentGroup]:
    """The newest first, as the rows come; English before Russian, or the language of the page first."""
    by_series: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_series[document.series].append(document)
    return [_group(rows) for rows in by_series.values()]


def _group(rows: list[Document]) -> DocumentGroup:
    latest: dict[str, Document] = {}
    for row in sorted(rows, key=lambda row: row.revision):
        latest[row.language] = row
    current = sorted(latest.values(), key=lambda row: (row.language != page_language(), row.language))
    kept = {row.pk for row in current}
    earlier = sorted((row for row in rows if row.pk not in kept), key=lambda row: (-row.revision, row.language))
    return DocumentGroup(current, earlier)


def with_documents(outcomes: Iterable[Outcome], groups: Iterable[DocumentGroup]) -> list[OutcomeShown]:
    """What has neither words nor a document that the viewer sees is not shown."""
    by_series: Mapping[str, DocumentGroup] = {group.leading.series: group for group in groups}
    shown = [OutcomeShown(row, by_series.get(row.document.series) if row.document else None) for row in outcomes]
    return [row for row in shown if row.outcome.text or row.document]

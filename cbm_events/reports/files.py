"""The files of a report: what each is called, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import override

from cbm_events.reports.papers import paper_of
from cbm_events.reports.report import Report
from cbm_events.reports.sheets import events_csv, figures_csv, workbook_of
from cica_portal.common.papers import to_docx, to_pdf, to_xlsx

OFFICE = "application/vnd.openxmlformats-officedocument"
# Lines of a CSV file in one portion.
LINES = 500
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Format:
    """Makes a file portion by portion: one that is `long` is never whole in memory."""

    portions: Callable[[Report], Iterable[bytes]]
    content_type: str
    long: bool = False

    def render(self, report: Report) -> bytes:
        return b"".join(self.portions(report))


FILES: dict[str, Format] = {
    "report.pdf": Format(lambda report: [to_pdf(paper_of(report))], "application/pdf"),
    "report.docx": Format(lambda report: [to_docx(paper_of(report))], f"{OFFICE}.wordprocessingml.document"),
    "report.xlsx": Format(lambda report: [to_xlsx(workbook_of(report))], f"{OFFICE}.spreadsheetml.sheet"),
    "figures.csv": Format(lambda report: together(figures_csv(report), report.language), CSV, long=True),
    "events.csv": Format(lambda report: together(events_csv(report), report.language), CSV, long=True),
}


def together(lines: Iterator[str], language: str) -> Iterator[bytes]:
    """Portions are made after the view has returned, whatever language is active by then."""
    while True:
        with override(language):
            portion = "".join(islice(lines, LINES))
        if not portion:
            return
        yield portion.encode()


def name_of(report: Report, file: str) -> str:
    """ "cica-summary-2024-2-en.pdf", "cica-summary-2024-2-figures-en.csv"."""
    name, _dot, extension = file.partition(".")
    words = ["cica", report.key, *([] if name == "report" else [name]), report.language]
    return f"{'-'.join(words)}.{extension}"

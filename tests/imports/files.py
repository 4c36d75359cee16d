"""Files of events as people send them, made for tests."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

HEADINGS = ["Title", "Dates", "City", "Country", "Organiser", "Dimension", "Kind of event"]
ROW = ["Seminar on trade", "12–14 May 2026", "Astana", "Kazakhstan", "Kazakhstan", "ECO", "Seminar"]
Rows = Sequence[Sequence[Any]]

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORKBOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{MAIN}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Plan" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def row(**values: Any) -> list[Any]:
    """The usual row with other values, by heading."""
    return [values.get(heading.split()[0].lower(), cell) for heading, cell in zip(HEADINGS, ROW, strict=True)]


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def csv_bytes(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def csv_file(rows: Rows, *, name: str = "plan.csv", **options: Any) -> SimpleUploadedFile:
    return upload(csv_bytes(rows, **options), name)


def xlsx_bytes(*sheets: Rows, names: Sequence[str] = ("Plan", "Second", "Third"), **options: Any) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        clock = book.add_format({"num_format": "hh:mm"})
        for name, rows in zip(names, sheets, strict=False):
            sheet = book.add_worksheet(name)
            for place, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date | datetime):
                        sheet.write_datetime(place, column, cell, day)
                    elif isinstance(cell, time):
                        sheet.write_datetime(place, column, cell, clock)
                    else:
                        sheet.write(place, column, cell)
    return buffer.getvalue()


def xlsx_file(*sheets: Rows, name: str = "plan.xlsx", **options: Any) -> SimpleUploadedFile:
    return upload(xlsx_bytes(*sheets, **options), name)


def zipped(parts: Iterable[tuple[str, str | bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return buffer.getvalue()


def bare_xlsx(sheet_data: str, more: Iterable[tuple[str, str | bytes]] = ()) -> bytes:
    """The least that is a workbook, with this content of its sheet."""
    sheet = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>'
    return zipped([
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONS.format(target="xl/workbook.xml", kind="officeDocument")),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS.format(target="worksheets/sheet1.xml", kind="worksheet")),
        ("xl/worksheets/sheet1.xml", sheet),
        *more,
    ])  # fmt: skip


def ods_bytes(rows: Rows, *, body: str = "", more: Iterable[tuple[str, str | bytes]] = ()) -> bytes:
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>" for cells in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_SPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="Plan">{lines}{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped([("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", content), *more])


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'

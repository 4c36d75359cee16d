"""The columns of an exported table. Their headings are an interface: the import finds them again in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from cica_portal.common.viewer import Viewer


@dataclass(frozen=True)
class Column:
    """`is_internal`: for the Secretariat only."""

    key: str
    heading_en: str
    heading_ru: str
    is_internal: bool = False

    def heading(self, language: str) -> str:
        return self.heading_ru if language == "ru" else self.heading_en


COLUMNS = (
    Column("id", "Identifier", "Идентификатор"),
    Column("title_en", "Title in English", "Название на английском"),
    Column("title_ru", "Title in Russian", "Название на русском"),
    Column("kind", "Kind of event", "Вид мероприятия"),
    Column("status", "Status", "Статус"),
    Column("dates", "Dates", "Даты"),
    Column("earliest", "First possible day", "Первый возможный день"),
    Column("latest", "Last possible day", "Последний возможный день"),
    Column("precision", "Precision of the dates", "Точность дат"),
    Column("start_time", "Opens at", "Начало"),
    Column("end_time", "Closes at", "Окончание"),
    Column("zone", "Time zone", "Часовой пояс"),
    Column("mode", "Format", "Формат"),
    Column("city_en", "City in English", "Город на английском"),
    Column("city_ru", "City in Russian", "Город на русском"),
    Column("venue_en", "Venue in English", "Место проведения на английском"),
    Column("venue_ru", "Venue in Russian", "Место проведения на русском"),
    Column("country", "Country", "Страна"),
    Column("dimension", "Dimension", "Измерение"),
    Column("area", "Priority area", "Приоритетное направление"),
    Column("council", "Council or body", "Совет или орган"),
    Column("organisers", "Organisers", "Организаторы"),
    Column("co_organisers", "Co-organisers", "Соорганизаторы"),
    Column("hosts", "Host of the venue", "Принимающая сторона"),
    Column("assisting", "Assisting", "Содействие"),
    Column("chairs", "Chair", "Председатель"),
    Column("nomination_deadline", "Nominations until", "Выдвижение до"),
    Column("summary_en", "Description in English", "Описание на английском"),
    Column("summary_ru", "Description in Russian", "Описание на русском"),
    Column("visibility", "Who sees it", "Кто видит"),
    Column("date_text", "Dates in the source's words", "Даты словами источника"),
    Column("source", "Source", "Источник"),
    Column("sample", "Sample", "Пример"),
    Column("version", "Version", "Версия", is_internal=True),
    Column("report_due", "Report due", "Отчёт до", is_internal=True),
)


def columns_for(viewer: Viewer) -> list[Column]:
    return [column for column in COLUMNS if viewer.is_secretariat or not column.is_internal]

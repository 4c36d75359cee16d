"""An event of an edition as one printed line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cbm_events.summaries.contents import EventLine
from cbm_events.summaries.counting import EventFacts
from cbm_events.summaries.wording import Names
from cica_portal.common.fuzzy import describe
from cica_portal.common.text import pick


def event_line(facts: EventFacts, why: str, names: Names, *, is_withdrawn: bool = False) -> EventLine:
    own = names.language
    title, language = pick(own, facts.title_en, facts.title_ru)
    if is_withdrawn:
        title, language = _("Event withdrawn from view"), own
    return EventLine(
        public_id=facts.subject_id,
        title=title,
        language=language,
        when=describe(facts.period, own),
        earliest=facts.earliest,
        latest=facts.latest,
        precision=facts.precision,
        status=names.of("status", facts.status),
        dimension=names.of("dimension", facts.dimension),
        area=names.of("area", facts.area),
        kind=names.of("kind", facts.kind),
        mode=names.of("mode", facts.mode),
        city="" if is_withdrawn else pick(own, facts.city_en, facts.city_ru)[0],
        organisers=tuple(names.of("organiser", code) or code for code in (*facts.states, *facts.others)),
        why=names.of("why", why),
        dimension_code=facts.dimension,
        inferred=facts.inferred,
        is_withdrawn=is_withdrawn,
    )

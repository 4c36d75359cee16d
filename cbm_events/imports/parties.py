"""Who organises: several parties in one cell, each with its institution and capacity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cbm_events.imports.drafts import Context, Draft
from cbm_events.imports.names import Party, name_key
from cbm_events.models import EventRole

# Which role each column of parties stands for.
ROLES = {
    "organisers": EventRole.Role.ORGANISER.value,
    "co_organisers": EventRole.Role.CO_ORGANISER.value,
    "hosts": EventRole.Role.HOST.value,
    "assisting": EventRole.Role.ASSISTING.value,
    "chairs": EventRole.Role.CHAIR.value,
}
PIECES = re.compile(r"[;\n]+")
SMALLER = re.compile(r",|/|&|\band\b|\s+и\s+|\bсовместно с\b|\bjointly with\b")
BRACKETS = re.compile(r"(.*\S)\s*\(([^()]*)\)")
DASH = re.compile(r"\s+[—–-]\s+")
OF_STATE = re.compile(r".+\bof\s+(?:the\s+)?(.+)", re.IGNORECASE)
CYRILLIC = re.compile("[А-Яа-яЁё]")


def read_parties(target: str, text: str, draft: Draft, context: Context) -> None:
    found: list[Party] = []
    for piece in PIECES.split(text):
        if piece.strip():
            found += _read_piece(" ".join(piece.split()), target, draft, context)
    draft.parties[ROLES[target]] = found


def _read_piece(piece: str, target: str, draft: Draft, context: Context) -> list[Party]:
    """One party, or several between commas and "and" if each of them is known."""
    party = _one(piece, context)
    if party:
        return [party]
    parts = [(part.strip(), _one(part.strip(), context)) for part in SMALLER.split(piece) if part.strip()]
    known, unknown = [party for _text, party in parts if party], [text for text, party in parts if not party]
    if known and len(parts) > 1 and all(context.names.parties_close_to(text) for text in unknown):
        for text in unknown:
            _refuse(text, target, draft, context)
        return known
    name, comma, institution = (part.strip() for part in piece.partition(","))
    if comma and (party := _one(name, context)):
        return [party | _institution(institution)]
    if context.options.takes_institutions:
        draft.note("institution", target, piece)
        return [{"party": EventRole.Party.INSTITUTION.value} | _institution(piece)]
    _refuse(piece, target, draft, context)
    return []


def _refuse(text: str, target: str, draft: Draft, context: Context) -> None:
    draft.refuse("no_party", target, text, tuple(context.names.parties_close_to(text)))


def _one(text: str, context: Context) -> Party | None:
    """ "Kazakhstan — Ministry of Ecology (as coordinator, lead)"."""
    if party := context.names.party(text):
        return dict(party)
    brackets = BRACKETS.fullmatch(text)
    said = _capacity(brackets[2], context) if brackets else None
    if brackets and said:
        party = _one(brackets[1], context)
        return party | said if party else None
    name, *rest = DASH.split(text, maxsplit=1)
    if rest:
        party = context.names.party(name)
        return party | _institution(rest[0]) if party else None
    if brackets and (party := context.names.party(brackets[1])):
        return party | _institution(brackets[2])
    if found := OF_STATE.fullmatch(text):
        state = context.names.states.exact(found[1])
        return {"party": EventRole.Party.STATE.value, "of": state.code} | _institution(text) if state else None
    return None


def _capacity(text: str, context: Context) -> Party | None:
    """ "as coordinator, lead"; None for anything else."""
    said: Party = {}
    for word in text.split(","):
        capacity = context.names.capacities.exact(word)
        if name_key(word) in context.names.leads:
            said["is_lead"] = True  # type: ignore[assignment]
        elif capacity:
            said["capacity"] = capacity
        else:
            return None
    return said


def _institution(text: str) -> Party:
    return {"institution_ru" if CYRILLIC.search(text) else "institution_en": text} if text else {}


def merged(said: list[Party], stored: list[Party]) -> list[Party]:
    """The parties of one role as a cell names them, each with what is stored of it and the cell does not say."""
    return [_completed(party, stored) for party in said]


def _completed(party: Party, stored: list[Party]) -> Party:
    same = [other for other in stored if _who(other) == _who(party)]
    if len(same) != 1:
        return party
    known = {name: value for name, value in same[0].items() if name != "role"}
    says_institution = {"institution_en", "institution_ru"} & party.keys()
    if says_institution and any(known.get(name, value) != value for name, value in party.items()):
        known = {name: value for name, value in known.items() if not name.startswith("institution")}
    return known | party


def _who(party: Party) -> tuple[str, str]:
    """Two institutions are the same by their names, everybody else by the row."""
    if party["party"] == EventRole.Party.INSTITUTION:
        return party["party"], name_key(party.get("institution_en") or party.get("institution_ru", ""))
    return party["party"], party.get("of", "")


def organisers_key(parties: Iterator[Party] | list[Party]) -> frozenset[tuple[str, str]]:
    return frozenset(_who(party) for party in parties)

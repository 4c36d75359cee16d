"""Writing letters: the numbers and the texts in one transaction, without gaps.

Every function validates first; it raises ValidationError for bad values and StaleVersion when somebody saved first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbm_events.correspondence.addressing import in_order
from cbm_events.correspondence.numbering import numbering, symbol_of, take_numbers
from cbm_events.correspondence.words import Addressees, FilledLetter, fill
from cbm_events.models import Event, Letter, LetterNumbering, LetterTemplate
from cica_portal.common import history
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import MemberState

Status = Letter.Status


def addressees_of(
    states: Sequence[MemberState], language: str, *, is_circular: bool, are_all: bool
) -> list[Addressees]:
    """One letter to each state, or one to all of them together."""
    if not states:
        raise ValidationError({"states": _("Choose at least one state.")})
    if is_circular:
        return [Addressees(in_order(states, language), are_all=are_all)]
    return [Addressees([state]) for state in in_order(states, language)]


def write_letters(
    *, event: Event, template: LetterTemplate, addressees: Sequence[Addressees], series: str, act: history.Act
) -> list[Letter]:
    """Numbered drafts, one for each of the addressees. Asked again for the same series, it raises IntegrityError."""
    today = today_in(SECRETARIAT_ZONE, act.at)
    texts = [fill(template, event, each) for each in addressees]
    pattern = numbering()
    letters = [_letter(event, template, each, text, today) for each, text in zip(addressees, texts, strict=True)]
    # The first carries the identifier of the form, so that what is sent twice is entered once.
    letters[0].public_id = series
    with history.batch(act) as batch:
        for letter, number in zip(letters, take_numbers(today.year, len(letters)), strict=True):
            letter.series, letter.number = series, number
            letter.symbol = symbol_of(pattern, year=today.year, number=number)
        batch.create(*letters)
        _store_states(letters, addressees)
    return letters


def _letter(event: Event, template: LetterTemplate, to: Addressees, text: FilledLetter, today: date) -> Letter:
    return Letter(
        event=event,
        kind=template.kind,
        form=template.form,
        language=template.language,
        is_circular=len(to.states) > 1,
        addressee=text.addressee,
        subject=text.subject,
        body=text.body,
        dated=today,
        year=today.year,
    )


def _store_states(letters: Sequence[Letter], addressees: Sequence[Addressees]) -> None:
    link = Letter.states.through
    link.objects.bulk_create(
        link(letter_id=letter.pk, memberstate_id=state.pk)
        for letter, each in zip(letters, addressees, strict=True)
        for state in each.states
    )


def mark_sent(*, letter: Letter, on: date, act: history.Act, version: int | None = None) -> Letter:
    if letter.status == Status.ANNULLED:
        raise ValidationError(_("The letter is annulled."))
    if on < letter.dated:
        raise ValidationError({"sent_on": _("The letter is dated later than that day.")})
    letter.status, letter.sent_on = Status.SENT, on
    history.save(letter, act=act, version=version)
    return letter


def annul(*, letter: Letter, act: history.Act, version: int | None = None) -> Letter:
    """The number stays taken. A letter that went out is not called back here."""
    if letter.status == Status.SENT:
        raise ValidationError(_("The letter has been sent. Write another one instead."))
    letter.status = Status.ANNULLED
    history.save(letter, act=act, version=version)
    return letter


def save_template(*, template: LetterTemplate, act: history.Act, version: int | None = None) -> LetterTemplate:
    template.full_clean()
    history.save(template, act=act, version=version)
    return template


def save_numbering(*, pattern: LetterNumbering, act: history.Act, version: int | None = None) -> LetterNumbering:
    """The next letter follows it; those that are written keep their symbols."""
    pattern.full_clean()
    history.save(pattern, act=act, version=version)
    return pattern

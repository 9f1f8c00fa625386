"""Editions of a year: frozen as they stood, shown without what was taken back since."""

import datetime as dt
import uuid
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import func, select

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.clock import SchoolYear
from fieldlog.errors import Contended, NotFound
from fieldlog.extensions import db
from fieldlog.ledger import audit, every_name, highlights, quotes
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.quotes import Spoken
from fieldlog.ledger.statements import insert_if_absent
from fieldlog.ledger.wire import digest_of
from fieldlog.models import Edition
from fieldlog.yearbook import changes, public
from fieldlog.yearbook.naming import names_somebody
from fieldlog.yearbook.picture import Picture, Quote, checksum_of, content_of, read
from fieldlog.yearbook.wording import Imprint, notes

PUBLISH = "publish"
# What the trail knows years by, where it knows entries by their ids.
_ABOUT = uuid.UUID("5b8f4c1e-93d7-4f0a-8a46-2f6d0c9be713")


class Shown(NamedTuple):
    """A picture as its reader may see it; `number` is that of its edition, 0 where it is none."""

    picture: Picture
    imprint: Imprint
    number: int

    @property
    def notes(self) -> list[str]:
        return notes(self.picture, self.imprint)


def about(year: SchoolYear) -> uuid.UUID:
    return uuid.uuid5(_ABOUT, year.code)


def for_reader(actor: Actor, year: SchoolYear, today: dt.date) -> Shown | None:
    """The draft for who may publish it; for others the newest edition, or before there is one the figures for
    who may see them anyway."""
    if access.may_publish(actor):
        return Shown(highlights.draft(year, today), _as_of(today, _newest_number(year)), 0)
    found = newest(year)
    if found:
        return found
    if access.may_see_program_total(actor):
        return Shown(highlights.figures_only(year, today), _as_of(today), 0)
    return None


def newest(year: SchoolYear) -> Shown | None:
    number = _newest_number(year)
    return one(year, number) if number else None


def one(year: SchoolYear, number: int) -> Shown:
    """Raises NotFound where there is no such edition."""
    row, frozen = _row(year, number), _frozen(year, number)
    before = _frozen(year, number - 1) if number > 1 else None
    said = tuple(changes.changes(before, frozen)) if before else ()
    standing = _standing(frozen)
    imprint = Imprint(_as_published(frozen), row.checksum, len(frozen.quotes) - len(standing), said)
    return Shown(replace(frozen, quotes=standing), imprint, number)


def frozen_content(actor: Actor, year: SchoolYear, number: int) -> str:
    """The very text whose checksum an edition bears.

    Raises NotFound where there is none, and where it says more than its reader may see: what was taken back
    is in it for ever.
    """
    if not may_have_content(actor, year, number):
        raise NotFound
    return _row(year, number).content


def may_have_content(actor: Actor, year: SchoolYear, number: int) -> bool:
    frozen = _frozen(year, number)
    return access.may_publish(actor) or _standing(frozen) == frozen.quotes


def for_anybody(year: SchoolYear) -> Shown | None:
    """The newest edition as a public link shows it."""
    found = newest(year)
    if found is None:
        return None
    picture, frozen = public.for_anybody(found.picture), public.for_anybody(_frozen(year, found.number))
    before = public.for_anybody(_frozen(year, found.number - 1)) if found.number > 1 else None
    imprint = found.imprint._replace(
        taken_back=len(frozen.quotes) - len(picture.quotes),
        changes=tuple(changes.changes(before, frozen)) if before else (),
        is_public=True,
    )
    return Shown(_without_names_of_today(picture), imprint, found.number)


def publish(actor: Actor, year: SchoolYear, today: dt.date, now: dt.datetime) -> tuple[int, bool]:
    """Freeze what stands today: its number, and whether it is new or the newest says the very same.

    Raises NotFound where there is nothing to show, Contended where somebody else was first.
    """
    # Asked for first, and once: an edition made while the draft is gathered then takes this one's number.
    newest_number = _newest_number(year)
    picture = highlights.draft(year, today)
    if not picture.counties and not any(fact.amount for fact in picture.facts):
        raise NotFound
    if _says_the_same(year, newest_number, picture):
        return newest_number, False
    number = newest_number + 1
    content = content_of(replace(picture, edition=number, made_on=today.isoformat()))
    row = {"school_year": year.start, "number": number, "made_at": now, "person_id": actor.id}
    sealed = {"content": content, "checksum": checksum_of(content)}
    if not db.session.execute(insert_if_absent(Edition), row | sealed).all():
        raise Contended
    audit.append([Deed(actor.id, PUBLISH, about(year), digest_of(content))], now)
    return number, True


def is_published(year: SchoolYear, picture: Picture) -> bool:
    """Whether the newest edition says the very same."""
    return _says_the_same(year, _newest_number(year), picture)


def numbers(year: SchoolYear) -> list[int]:
    """The editions of a year, the newest first."""
    query = select(Edition.number).where(Edition.school_year == year.start).order_by(Edition.number.desc())
    return list(db.session.scalars(query))


def years() -> list[SchoolYear]:
    """The years of which there is an edition, the newest first."""
    query = select(Edition.school_year).distinct().order_by(Edition.school_year.desc())
    return [SchoolYear(start) for start in db.session.scalars(query)]


def first_altered() -> tuple[SchoolYear, int] | None:
    """The first edition that is not, to the byte, what was published."""
    for row in db.session.scalars(select(Edition).order_by(Edition.school_year, Edition.number)):
        if checksum_of(row.content) != row.checksum:
            return SchoolYear(row.school_year), row.number
    return None


def _newest_number(year: SchoolYear) -> int:
    return db.session.scalar(select(func.max(Edition.number)).where(Edition.school_year == year.start)) or 0


def _says_the_same(year: SchoolYear, number: int, picture: Picture) -> bool:
    return bool(number) and picture.same_but_date(_frozen(year, number))


def _row(year: SchoolYear, number: int) -> Edition:
    row = db.session.get(Edition, (year.start, number))
    if row is None:
        raise NotFound
    return row


def _frozen(year: SchoolYear, number: int) -> Picture:
    return read(_row(year, number).content)


def _standing(frozen: Picture) -> tuple[Quote, ...]:
    """The quotes whose speakers agree today to these very words; under the name or role only where both then
    and now they may stand."""
    today = quotes.standing([uuid.UUID(quote.entry) for quote in frozen.quotes])
    found = ((quote, today.get((uuid.UUID(quote.entry), quote.part))) for quote in frozen.quotes)
    return tuple(_as_agreed(quote, now) for quote, now in found if now and now.text == quote.text)


def _as_agreed(quote: Quote, now: Spoken) -> Quote:
    speaker = quote.speaker if now.speaker == quote.speaker else ""
    return replace(quote, speaker=speaker, role=quote.role if now.role else "")


def _without_names_of_today(picture: Picture) -> Picture:
    """Who came since the edition was frozen is not to be named either."""
    known = every_name.lasting()
    return replace(
        picture,
        quotes=tuple(q for q in picture.quotes if not names_somebody(q.text, known)),
        agreements=tuple(a for a in picture.agreements if not names_somebody(a.text, known)),
    )


def _as_of(today: dt.date, newest_number: int = 0) -> Imprint:
    published = f"Edition {newest_number} is published." if newest_number else "Not published."
    return Imprint(f"As it stands on {clock.day_in_words(today)}. {published}")


def _as_published(frozen: Picture) -> str:
    made_on = clock.day_in_words(dt.date.fromisoformat(frozen.made_on))
    return f"Edition {frozen.edition}, published {made_on}"

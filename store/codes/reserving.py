"""Setting a counter's next numbers aside as a block, in short transactions as one group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.codes.allocation import Allocator, Given, put_codes
from store.codes.recoding import named
from store.codes.reservations import CHUNK, RESERVED, OnProgress, Reservation, one
from store.customers.bulk import new_group
from store.customers.dates import read_date
from store.customers.values import read_value, refuse
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import InvalidValue, KehaoError, NotFound, Stopped
from store.log.chain import canonical_json
from store.pattern import Resolved, resolve
from store.search.pinyin import initials
from store.text import clean

if TYPE_CHECKING:
    from store.codes.rulebook import ActiveRule
    from store.session import Session

MOST: Final = 100_000


def reserve(
    session: Session,
    rule: str,
    count: int,
    owner: str,
    until: str,
    values: Mapping[str, str],
    reason: str,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> Reservation:
    """See `Life.reserve`."""
    owner, last_day = _owner(owner), _until(session, until)
    if not 1 <= count <= MOST:
        raise InvalidValue(
            "A block has 1 to {most} codes.", field="count", most=MOST, value=str(count)
        )
    read = _read(session, values)
    group, block, done = new_group(), 0, 0
    with session.bulk():
        while done < count:
            try:
                if cancel is not None:
                    cancel.check()
            except Stopped:
                if not block:
                    raise
                break
            size = min(CHUNK, count - done)
            with session.writing("code.reserve") as change:
                chosen, resolved = _resolved(session, change.conn, rule, read)
                given = _numbers(change, group, chosen, resolved, size, kept=bool(block))
                if not given:
                    break
                if not block:
                    block = _begin(change, chosen, owner, last_day, group, read)
                _add(change, block, given, owner, last_day, reason, group)
            done += len(given)
            if progress is not None:
                progress(done, count)
    return one(session, block)


def _resolved(
    session: Session, conn: Connection, rule: str, read: Mapping[str, str]
) -> tuple[ActiveRule, Resolved]:
    book = session.rulebook(conn)
    chosen = named(book, rule)
    values = dict(read)
    if "registered" in chosen.needs:
        values.setdefault("registered", session.today().isoformat())
    made = resolve(chosen.pattern, values, session.now(), chosen.date, book.tables, initials)
    return chosen, made


def _numbers(
    change: Change, group: str, rule: ActiveRule, resolved: Resolved, size: int, *, kept: bool
) -> list[Given]:
    """The next codes, at most `size`: what is left when the counter ends."""
    allocator = Allocator(change.conn, group, change.at)
    given: list[Given] = []
    for _ in range(size):
        try:
            given.append(allocator.by_rule(rule, resolved))
        except KehaoError:
            if not given and not kept:
                raise
            break
    allocator.save()
    return given


def _begin(
    change: Change,
    rule: ActiveRule,
    owner: str,
    until: str,
    group: str,
    read: Mapping[str, str],
) -> int:
    shown = canonical_json({name: read[name] for name in rule.needs if name in read})
    row = change.conn.execute(
        "INSERT INTO reservation (rule_version, owner, shown, until, state, made_at, made_by,"
        " group_id) VALUES (?, ?, ?, ?, 'open', ?, ?, ?) RETURNING id",
        (rule.version_id, owner, shown, until, change.at, change.actor.name, group),
    ).fetchone()
    return int(row[0])


def _add(
    change: Change,
    block: int,
    given: Sequence[Given],
    owner: str,
    until: str,
    reason: str,
    group: str,
) -> None:
    conn = change.conn
    put_codes(
        conn,
        [(one_code, None) for one_code in given],
        RESERVED,
        at=change.at,
        by=change.actor.name,
        reservation=block,
    )
    conn.execute(
        "UPDATE reservation SET counter = ?, first = coalesce(first, ?), last = ? WHERE id = ?",
        (given[0].counter, given[0].number, given[-1].number, block),
    )
    last = conn.execute("SELECT max(id) FROM code WHERE reservation = ?", (block,)).fetchone()[0]
    change.log(
        "code.reserve",
        f"R{block}",
        after={
            "reservation": block,
            "owner": owner,
            "until": until,
            "count": len(given),
            "first": given[0].text,
            "last": given[-1].text,
            "ids": [[last - len(given) + 1, last]],
        },
        reason=reason,
        group=group,
    )


def _owner(owner: str) -> str:
    owner = clean(owner)
    if not owner or len(owner) > 80:
        raise InvalidValue(
            "Say for whom the codes are: an account's name or other words, at most 80 characters.",
            field="owner",
            value=owner,
        )
    return owner


def _until(session: Session, until: str) -> str:
    day = read_date(clean(until))
    if day is None:
        raise InvalidValue(
            "{value} is no date: write the last day like 2026-12-31.", field="until", value=until
        )
    if date.fromisoformat(day) < session.today():
        raise InvalidValue(
            "{value} is past: give the last day on which the codes may be used.",
            field="until",
            value=day,
        )
    return day


def _read(session: Session, values: Mapping[str, str]) -> dict[str, str]:
    fields = session.field_map()
    read: dict[str, str] = {}
    for name, text in values.items():
        field = fields.get(name)
        if field is None:
            raise NotFound("There is no field {name}.", name=name)
        value, fits = read_value(field, text)
        if not fits:
            raise refuse(field, value)
        if value:
            read[name] = value
    return read

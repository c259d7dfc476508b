"""How customers come in, one or many: drafts (`preparing`) written inside one transaction.

Writing gives the codes and saves a whole batch with its lines in the log.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from store.change import Change
from store.codes.allocation import Allocator, Given, put_codes
from store.codes.rulebook import generation
from store.customers.definitions import add_choice
from store.customers.fields import BUILT_IN
from store.customers.policy import Policy
from store.customers.preparing import Desk, Draft, up_to_date
from store.customers.record import Customer
from store.customers.saving import flags_text
from store.engine.dialect import add_terms
from store.errors import KehaoError
from store.log import sealing
from store.log.chain import quoted
from store.search.terms import code_tokens


@dataclass(frozen=True, slots=True)
class Written:
    """A customer that was saved."""

    id: int
    code: str


@dataclass(slots=True)
class _Rows:
    customers: list[tuple[object, ...]] = field(default_factory=list)
    codes: list[tuple[Given, int]] = field(default_factory=list)
    aliases: list[tuple[Given, int]] = field(default_factory=list)
    names: list[tuple[object, ...]] = field(default_factory=list)
    tags: list[tuple[object, ...]] = field(default_factory=list)
    keys: list[tuple[int, bytes]] = field(default_factory=list)
    terms: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    lines: list[tuple[str, str, int | None, str, str, str, str]] = field(default_factory=list)


_CUSTOMER: Final = (
    f"INSERT INTO customer (id, code, {', '.join(BUILT_IN)}, custom, name_key, phone_key, flags,"
    " version, archived, created, changed)"
    f" VALUES (?, ?, {', '.join('?' * len(BUILT_IN))}, ?, ?, ?, ?, 1, ?, ?, ?)"
)


def write(
    change: Change,
    desk: Desk,
    drafts: Sequence[Draft],
    *,
    group: str = "",
    reason: str = "",
) -> list[Written | KehaoError]:
    """Give the drafts their codes and save them, with a line in the log for each.

    One result a draft, in order: what was written, or why that one could not be (its code is
    taken, its counter exhausted); the others are written all the same.
    """
    conn = change.conn
    if generation(conn) != desk.book.generation:
        desk.book = desk.session.rulebook(conn)
        desk.fields = desk.book.fields
    fresh = [up_to_date(desk, draft) for draft in drafts]
    row = conn.execute(
        "SELECT max(coalesce((SELECT max(customer) FROM code), 0),"
        " coalesce((SELECT max(id) FROM customer), 0),"
        " coalesce((SELECT max(customer) FROM merged), 0))"
    ).fetchone()
    next_id: int = row[0] + 1
    from store.quality.demand import check_demand  # which reads queries, and they read fields

    allocator = Allocator(conn, group, change.at)
    policy = Policy(conn, desk.book.house, reason, desk.session.may("customer.read"))
    rows = _Rows()
    results: list[Written | KehaoError] = []
    by = change.actor.name
    extended: set[tuple[str, str]] = set()
    for draft in fresh:
        if isinstance(draft, KehaoError):
            results.append(draft)
            continue
        try:
            policy.check(draft.values)
            if draft.source.strict:
                check_demand(conn, desk.fields, draft.values)
            given, earlier = _codes(allocator, draft)
        except KehaoError as error:
            results.append(error)
            continue
        for choice in draft.choices:
            if choice not in extended:
                extended.add(choice)
                add_choice(change, *choice, group)
        _add_rows(rows, next_id, draft, given, change.at, group, reason)
        rows.aliases.extend((alias, next_id) for alias in earlier)
        policy.saved(draft.values, given.text)
        results.append(Written(next_id, given.text))
        next_id += 1
    allocator.save()
    conn.executemany(_CUSTOMER, rows.customers)
    put_codes(conn, rows.codes, "live", at=change.at, by=by)
    if rows.aliases:
        put_codes(conn, rows.aliases, "alias", at=change.at, by=by)
    conn.executemany("INSERT INTO subject_key (customer, key) VALUES (?, ?)", rows.keys)
    if rows.names:
        conn.executemany("INSERT INTO name (customer, kind, text) VALUES (?, ?, ?)", rows.names)
    if rows.tags:
        conn.executemany("INSERT INTO tag (customer, tag) VALUES (?, ?)", rows.tags)
    add_terms(conn, rows.terms)
    change.log_lines(rows.lines)
    return results


def as_customer(change: Change, desk: Desk, draft: Draft, written: Written) -> Customer:
    """What was just written, as reading it again would give it."""
    values = {name: draft.values.get(name, "") for name in desk.fields}
    return Customer(
        id=written.id,
        code=written.code,
        values=values,
        names=draft.names,
        tags=tuple(sorted(draft.tags)),
        aliases=tuple(alias.text for alias in draft.aliases),
        flags=draft.flags,
        version=1,
        archived=draft.source.archived,
        created=change.at,
        changed=change.at,
    )


def _codes(allocator: Allocator, draft: Draft) -> tuple[Given, list[Given]]:
    """The customer's code and the earlier ones that come with it: all of them, or none."""
    if not draft.aliases:
        return _code(allocator, draft), []
    for alias in draft.aliases:
        allocator.check_free(alias.text, "import")
    brought = [allocator.by_hand(alias.text, "import") for alias in draft.aliases]
    try:
        given = _code(allocator, draft)
    except KehaoError:
        allocator.give_back(brought)
        raise
    return given, [
        made
        if alias.linked is None
        else allocator.linked(made, alias.linked.rule, alias.linked.key, alias.linked.number)
        for alias, made in zip(draft.aliases, brought, strict=True)
    ]


def _code(allocator: Allocator, draft: Draft) -> Given:
    if draft.resolved is not None and draft.rule is not None:
        return allocator.by_rule(draft.rule, draft.resolved)
    given = allocator.by_hand(draft.code, draft.origin)
    if draft.linked is not None:
        return allocator.linked(given, draft.linked.rule, draft.linked.key, draft.linked.number)
    return given


def _add_rows(
    rows: _Rows,
    customer: int,
    draft: Draft,
    given: Given,
    at: str,
    group: str,
    reason: str,
) -> None:
    flags = flags_text(draft.flags) if draft.flags else ""
    rows.customers.append(
        (
            customer,
            given.text,
            *draft.built_in,
            draft.custom,
            draft.name_key,
            draft.phone_key,
            flags,
            int(draft.source.archived),
            at,
            at,
        )
    )
    rows.codes.append((given, customer))
    rows.keys.append((customer, draft.key))
    rows.names.extend((customer, kind, text) for kind, text in draft.names)
    rows.tags.extend((customer, tag) for tag in draft.tags)
    codes = code_tokens(given.text)
    after = f'{{"code":{quoted(given.text)},"digest":"{draft.digest}"'
    if draft.aliases:
        codes = " ".join([codes, *(code_tokens(alias.text) for alias in draft.aliases)])
        after += f',"aliases":[{",".join(quoted(alias.text) for alias in draft.aliases)}]'
    rows.terms.append((customer, (codes, *draft.columns[1:])))
    if draft.rule is not None:
        after += f',"rule":{draft.rule.label}'
    after += "}"
    if draft.given:
        image = {**json.loads(after), "given": dict(draft.given)}
        after = sealing.seal(draft.key, customer, image, lambda name: name == "given")
    rows.lines.append(("customer.add", given.text, customer, group, "", after, reason))

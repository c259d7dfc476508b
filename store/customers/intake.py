"""How customers come in, one or many: prepared outside the transaction, written inside it.

A desk holds what preparing needs (fields, rules, the date). A draft is a customer made ready: read
values, search terms, the code but for its number. Writing gives the codes and saves a whole batch
with its lines in the log. When the rules or fields changed in between, the drafts are made again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.codes.allocation import Allocator, Given, put_codes
from store.codes.rulebook import ActiveRule, RuleBook, generation, is_held_back
from store.customers.definitions import add_choice
from store.customers.fields import BUILT_IN, Field
from store.customers.indexing import findable
from store.customers.names import normalised_name
from store.customers.phones import phone_key
from store.customers.policy import Policy
from store.customers.record import NAME_KINDS, Customer, stored_custom
from store.customers.saving import flags_text
from store.customers.values import in_country, is_tolerable, read_value, refuse, says_less
from store.engine.dialect import add_terms
from store.errors import InvalidValue, KehaoError, NotFound
from store.log import sealing
from store.log.chain import quoted
from store.pattern import Resolved, fits_by_hand, resolve
from store.pattern.render import counter_key_of
from store.search.pinyin import initials
from store.search.terms import code_tokens, terms
from store.text import clean

if TYPE_CHECKING:
    from store.session import Session

MAX_CODE: Final = 64
NOTHING_ELSE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(slots=True)
class Desk:
    """What preparing customers needs, read once; `fields` and `book` are of one generation."""

    session: Session
    fields: Mapping[str, Field]
    book: RuleBook
    moment: datetime
    today: date
    may_extend: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """Which rule could have made an imported code, and as which number of which counter."""

    rule: ActiveRule
    key: str
    number: int


@dataclass(frozen=True, slots=True)
class Brought:
    """An earlier code that comes in with a customer, and the rule that could have made it."""

    text: str
    linked: Linked | None


@dataclass(slots=True)
class Draft:
    """A customer ready to be written; `source` is what it was made from.

    given: what was given for fields that keep something else, for the log.
    """

    values: dict[str, str]
    built_in: tuple[str, ...]
    custom: str
    names: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    code: str
    origin: str
    rule: ActiveRule | None
    resolved: Resolved | None
    linked: Linked | None
    flags: tuple[str, ...]
    columns: tuple[str, ...]
    name_key: str
    phone_key: str
    key: bytes
    digest: str
    choices: tuple[tuple[str, str], ...]
    aliases: tuple[Brought, ...]
    source: Source
    generation: str
    given: Mapping[str, str]


@dataclass(slots=True)
class Source:
    """What a draft was made from, to make it again when the rules change meanwhile."""

    values: Mapping[str, str]
    code: str
    names: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    strict: bool
    origin: str
    archived: bool
    aliases: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)


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


def open_desk(session: Session) -> Desk:
    """The fields and rules in force as the session last saw them; `write` looks again."""
    book = session.last_rulebook()
    now = session.now()
    return Desk(session, book.fields, book, now, now.date(), session.may("field.edit"))


def prepare(
    desk: Desk,
    values: Mapping[str, str],
    *,
    code: str = "",
    names: Sequence[tuple[str, str]] = (),
    tags: Sequence[str] = (),
    strict: bool = False,
    origin: str = "hand",
    archived: bool = False,
    aliases: Sequence[str] = (),
    given: Mapping[str, str] = NOTHING_ELSE,
) -> Draft:
    """Make a customer ready to be written.

    strict: a person types it. A value that its field cannot read is then refused, otherwise kept as
    it came and flagged; and who is entered today is registered today. origin: `hand` or `import`,
    for a code that is given. Raises InvalidValue, NotFound (no such field), InvalidRules, or what
    the rule's pattern lacks.
    """
    read: dict[str, str] = {}
    flags: list[str] = []
    differing: dict[str, str] = dict(given)
    for name, text in values.items():
        if not text:
            continue
        known = desk.fields.get(name)
        if known is None:
            raise NotFound("There is no field {name}.", name=name)
        if known.kind == "phone":
            known = in_country(known, values.get("country", ""))
        value, fits = read_value(known, text)
        if not fits:
            if strict and not _may_extend(desk, known) and not is_tolerable(known, value):
                raise refuse(known, value)
            flags.append(name)
        if value:
            read[name] = value
            if value != text and says_less(known, clean(text), value):
                differing.setdefault(name, clean(text))
    if strict:
        read.setdefault("registered", desk.today.isoformat())
    return prepare_read(
        desk,
        read,
        flags,
        code=code,
        names=names,
        tags=tags,
        strict=strict,
        origin=origin,
        archived=archived,
        aliases=aliases,
        given=differing,
    )


def prepare_read(
    desk: Desk,
    read: dict[str, str],
    flags: Sequence[str],
    *,
    code: str = "",
    names: Sequence[tuple[str, str]] = (),
    tags: Sequence[str] = (),
    strict: bool = False,
    origin: str = "import",
    archived: bool = False,
    aliases: Sequence[str] = (),
    given: Mapping[str, str] = NOTHING_ELSE,
) -> Draft:
    """The same for values that their fields have read already (empty ones left out), with the
    names of those that could not be read. Some 60 µs: imports live on it. aliases: earlier codes,
    which find the customer from now on."""
    book = desk.book  # another thread may put a newer one there
    if not read.get("name"):
        raise InvalidValue("A customer needs a name.", field="name")
    if names:
        for kind, _ in names:
            if kind not in NAME_KINDS:
                raise InvalidValue(
                    "Another name is one of {kinds}.", field="names", kinds=", ".join(NAME_KINDS)
                )
        names = tuple((kind, normalised_name(clean(text))) for kind, text in names if clean(text))
    if tags:
        tags = tuple(dict.fromkeys(clean(tag) for tag in tags if clean(tag)))
    choices: tuple[tuple[str, str], ...] = ()
    if flags:
        fields = desk.fields
        flags = [name for name in flags if read[name] not in fields[name].choices]
        new = [name for name in flags if _may_extend(desk, fields[name])]
        choices = tuple((name, read[name]) for name in new)
        flags = [name for name in flags if name not in new]
    aliases = tuple(text for alias in aliases if (text := clean(alias)) and text != code)
    source = Source(read, code, tuple(names), tuple(tags), strict, origin, archived, aliases, given)
    rule, resolved, linked = None, None, None
    if code:
        code = clean(code)
        check_code(desk, code, origin)
        linked = link(book, code) if origin == "import" else None
    else:
        rule = book.choose(read, desk.fields, desk.today)
        if "registered" not in read and "registered" in rule.needs:
            read["registered"] = desk.today.isoformat()
        resolved = resolve(rule.pattern, read, desk.moment, rule.date, book.tables, initials)
    custom = {name: read[name] for name in read.keys() - BUILT_IN.keys()}
    words = findable(read, desk.fields) if custom else read
    for alias in aliases:
        check_code(desk, alias, "import")
    made = terms("", words, names=[text for _, text in names], tags=tags)
    key = sealing.new_key()
    return Draft(
        values=read,
        built_in=tuple([read.get(name, "") for name in BUILT_IN]),
        custom=stored_custom(custom) if custom else "{}",
        names=source.names,
        tags=source.tags,
        code=code,
        origin=origin if code else "rule",
        rule=rule,
        resolved=resolved,
        linked=linked,
        flags=tuple(flags),
        columns=made.columns,
        name_key=made.name_key,
        phone_key=phone_key(read["phone"]) if "phone" in read else "",
        key=key,
        digest=sealing.digest(key, read),
        choices=choices,
        aliases=tuple(Brought(text, link(book, text)) for text in aliases),
        source=source,
        generation=book.generation,
        given=given,
    )


def _may_extend(desk: Desk, known: Field) -> bool:
    """Whoever edits the choice lists may also do it by using a new value."""
    return desk.may_extend and known.kind == "choice" and not known.custom


def _up_to_date(desk: Desk, draft: Draft) -> Draft | KehaoError:
    """The draft, made anew if rules or fields have changed since; or why it cannot be now."""
    if draft.generation == desk.book.generation:
        return draft
    source = draft.source
    try:
        return prepare(
            desk,
            source.values,
            aliases=source.aliases,
            code=source.code,
            names=source.names,
            tags=source.tags,
            strict=source.strict,
            origin=source.origin,
            archived=source.archived,
            given=source.given,
        )
    except KehaoError as error:
        return error


def check_code(desk: Desk, code: str, origin: str) -> None:
    """Whether a code may be given by hand (the allowed forms) or brought by a file (any text)."""
    most = MAX_CODE
    if origin == "hand" and desk.book.house.max_length:
        most = desk.book.house.max_length
    if len(code) > most:
        raise InvalidValue(
            "The code {code} is longer than {most} characters.",
            field="code",
            code=code[:20] + "…" if len(code) > 20 else code,
            most=most,
        )
    if (
        origin == "hand"
        and not fits_by_hand(code, desk.book.forms, desk.book.tables)
        and not is_held_back(desk.book, code)
    ):
        raise InvalidValue(
            "The code {code} has no form that codes given by hand may have: {forms}.",
            field="code",
            code=code,
            forms=", ".join(form.text for form in desk.book.forms)
            or "1-32 letters, digits, - _ / .",
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
    fresh = [_up_to_date(desk, draft) for draft in drafts]
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


def link(book: RuleBook, code: str) -> Linked | None:
    """The first rule that could have made an imported code, so that its counter goes on above."""
    for rule in book.rules:
        if rule.pattern.seq is None or not rule.reader.fits(code):
            continue
        reading = rule.reader.read(code)
        if reading.ok and reading.number is not None:
            texts = [segment.text for segment in reading.segments]
            key = counter_key_of(rule.pattern, rule.date, texts)
            if key:
                return Linked(rule, key, reading.number)
    return None


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

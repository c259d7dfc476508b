"""A customer made ready to come in: read values, search terms, the code but for its number.

A desk holds what that needs (fields, rules, the date). It is done outside any transaction; writing
(`intake`) is done inside one, and makes drafts anew whose rules or fields changed in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from store.codes.rulebook import ActiveRule, RuleBook, is_held_back
from store.customers.fields import BUILT_IN, Field
from store.customers.indexing import findable
from store.customers.names import normalised_name
from store.customers.phones import phone_key
from store.customers.record import NAME_KINDS, stored_custom
from store.customers.values import in_country, is_tolerable, read_value, refuse, says_less
from store.errors import InvalidValue, KehaoError, NotFound
from store.log import sealing
from store.pattern import Resolved, fits_by_hand, resolve
from store.pattern.render import counter_key_of
from store.search.pinyin import initials
from store.search.terms import terms
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


def up_to_date(desk: Desk, draft: Draft) -> Draft | KehaoError:
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

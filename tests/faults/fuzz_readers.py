"""Readers of what people write and bring in: files, queries, patterns, rules, customers.

A target is made once, in a folder of its own and with a session; then it takes one input after the
other, and answers or raises a KehaoError.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from store.codes.rulefile import read_rules
from store.customers.fields import BUILT_IN
from store.log.query import read_log_query
from store.pattern import parse_pattern, sample, validate
from store.quality.standards import read_standards
from store.session import Session
from store.transfer.databases.address import parse_address
from store.transfer.house.importing import HouseTable
from store.transfer.imports.options import Options
from store.transfer.imports.planning import make_plan, open_file
from store.transfer.imports.source import Source
from tests.faults import fuzz_inputs as some
from tests.faults import fuzz_words
from tests.faults.fuzz_trial import Made, tried

TABLES: Final = {"region": {"广东": "GD", "浙江": "ZJ"}, "type": {"企业": "E", "个人": "P"}}


def import_files(session: Session, folder: Path) -> Made:
    """Open, plan, scan and read every row, as an import would."""

    def target(data: bytes) -> None:
        options = Options(mapping={"1": "name"})
        opened = open_file(data, options, BUILT_IN)
        plan = make_plan(opened, options, BUILT_IN, may_define=True)
        fields = {**BUILT_IN, **{new.name: new for new in plan.new_fields.values()}}
        reader = plan.reader(fields)
        for _, cells in opened.table.rows():
            reader.read(cells)

    return target, some.files()


def import_workbooks(session: Session, folder: Path) -> Made:
    """The same with workbooks."""
    return import_files(session, folder)[0], some.books()


def import_cards(session: Session, folder: Path) -> Made:
    """The same with vCards."""
    cards = some.words(fuzz_words.CARD).map(lambda text: b"BEGIN:VCARD\r\n" + _bytes(text))
    return import_files(session, folder)[0], cards


def import_objects(session: Session, folder: Path) -> Made:
    """The same with JSON, one object a line or a list of them."""
    begun = st.sampled_from(["", "[", '{"name": "x"}\n', '{"records": ['])
    texts = st.builds(
        lambda begin, text: _bytes(begin + text), begun, some.words(fuzz_words.OBJECT)
    )
    return import_files(session, folder)[0], texts


def houses(session: Session, folder: Path) -> Made:
    """A whole house in a file, gone over as before it is brought in."""
    return lambda data: HouseTable(Source(data)).check(), some.houses()


def standards(session: Session, folder: Path) -> Made:
    """What a house demands of its records, and the addresses of other databases."""

    def target(text: str) -> None:
        tried(lambda: read_standards(text, session.field_map()))
        tried(lambda: parse_address(text))

    return target, some.words(fuzz_words.STANDARDS)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def whole_imports(session: Session, folder: Path) -> Made:
    """A file shown beforehand and brought in, as it would be; nothing is kept of it."""

    def target(data: bytes) -> None:
        session.transfer.preview(data)
        session.transfer.run_import(data, dry_run=True, rejects=None)

    return target, some.tables()


def queries(session: Session, folder: Path) -> Made:
    """The search box: a page, a count, completion is drawn from the same tree."""

    def target(text: str) -> None:
        session.search.page(text)
        session.search.count(text)

    return target, some.words(fuzz_words.QUERY)


def log_queries(session: Session, folder: Path) -> Made:
    """The log's own query language."""

    def target(text: str) -> None:
        read_log_query(text, session.zone, session.today())

    return target, some.words(fuzz_words.LOG)


def patterns(session: Session, folder: Path) -> Made:
    """A pattern read, proven, and a sample made of it."""

    def target(text: str) -> None:
        pattern = parse_pattern(text)
        validate(pattern, TABLES, "registered", ("registered", "birthday"))
        sample(pattern, TABLES)

    return target, some.words(fuzz_words.PATTERN)


def codes(session: Session, folder: Path) -> Made:
    """What a code says, for any text."""
    return session.codes.explain, some.words((*fuzz_words.PATTERN, "CUST", "000001", "СUST", "０"))


def rule_files(session: Session, folder: Path) -> Made:
    """A rule file read, and checked as one that would be put in force."""

    def target(text: str) -> None:
        session.rules.check(read_rules(text))

    return target, some.words(fuzz_words.RULES)


def customers(session: Session, folder: Path) -> Made:
    """A customer of any values: the code that is shown beforehand, and the customer added."""
    names = st.sampled_from([*BUILT_IN, "code", "nothing"])
    value = st.one_of(st.sampled_from(fuzz_words.VALUES), st.text(max_size=12))

    def target(values: dict[str, str]) -> None:
        session.codes.preview(values)
        session.customers.add(values, tags=[*values.values()][:1])

    values = st.dictionaries(names, value, max_size=5).map(lambda one: {"name": "x", **one})
    return target, values


def learning(session: Session, folder: Path) -> Made:
    """Rules learned from a file of any codes."""
    path = folder / "codes.csv"
    shape = st.sampled_from(["C{:04d}", "GD-2026-{:03d}", "{:d}", "A{:02d}/客", "０{:05d}", "x"])
    runs = st.builds(
        lambda form, begin, count, odd: [form.format(begin + n) for n in range(count)] + odd,
        shape,
        st.integers(0, 10**6),
        st.integers(0, 40),
        st.lists(st.one_of(st.text(max_size=8), st.sampled_from(fuzz_words.PATTERN)), max_size=6),
    )
    other = st.one_of(
        st.sampled_from(fuzz_words.VALUES), st.sampled_from(["广东", "浙江", "2026-01-31"])
    )

    def build(codes: list[str], others: list[str]) -> bytes:
        others = others or [""]
        rows = [f'"{c}","{others[n % len(others)]}"' for n, c in enumerate(codes)]
        return "\n".join(["code,region", *rows]).encode("utf-8", "replace")

    def target(data: bytes) -> None:
        path.write_bytes(data)
        session.learning.from_file(path)

    made = st.builds(build, runs | st.builds(list.__add__, runs, runs), st.lists(other, max_size=5))
    return target, st.one_of(made, made, made, some.files())

"""The sets kept by the store follow the customers, whatever is done with them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.doctor import Doctor
from store.due import DueService
from store.engine import dialect
from store.engine.driver import Connection
from store.engine.noticing import Noticing
from store.search import facets, stretches, upkeep
from store.session import Session
from tests.conftest import examples
from tests.store.test_query_meaning import database, put

VALUES = ["", "A", "B", "深圳"]
STEP = st.one_of(
    st.tuples(st.just("put"), st.integers(1, 40_000), st.sampled_from(VALUES)),
    st.tuples(st.just("set"), st.integers(0, 9), st.sampled_from(VALUES)),
    st.tuples(st.just("archive"), st.integers(0, 9), st.sampled_from(["0", "1"])),
    st.tuples(st.just("tag"), st.integers(0, 9), st.sampled_from(VALUES[1:])),
    st.tuples(st.just("untag"), st.integers(0, 9), st.sampled_from(VALUES[1:])),
    st.tuples(st.just("delete"), st.integers(0, 9), st.just("")),
    st.tuples(st.just("write"), st.just(0), st.just("")),
)


def _do(conn: Connection, ids: list[int], step: tuple[str, int, str]) -> None:
    what, at, value = step
    if what == "put":
        if at not in ids:
            put(at, {"type": value, "city": "广州", "tags": "VIP"})
            ids.append(at)
        return
    if not ids:
        return
    id_ = ids[at % len(ids)]
    if what == "set":
        conn.execute(
            "UPDATE customer SET level = ?, type = 'x', name_key = ?, registered = ? WHERE id = ?",
            (value, value * 2, value and "2026-01-0" + str(at), id_),
        )
    elif what == "archive":
        conn.execute("UPDATE customer SET archived = ? WHERE id = ?", (int(value), id_))
    elif what == "tag":
        conn.execute("INSERT INTO tag VALUES (?, ?) ON CONFLICT DO NOTHING", (id_, value))
    elif what == "untag":
        conn.execute("DELETE FROM tag WHERE customer = ? AND tag = ?", (id_, value))
    else:
        conn.execute("DELETE FROM tag WHERE customer = ?", (id_,))
        conn.execute("DROP TRIGGER IF EXISTS code_no_delete")
        conn.execute("DELETE FROM code WHERE customer = ?", (id_,))
        conn.execute("DELETE FROM customer WHERE id = ?", (id_,))
        ids.remove(id_)


@given(steps=st.lists(STEP, max_size=30))
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_sets_follow_every_change(steps: list[tuple[str, int, str]]) -> None:
    conn = database()
    noticing = _noticing(conn)
    conn.execute("BEGIN")
    try:
        facets.rebuild(conn)
        for field in stretches.COLUMNS:
            stretches.put(conn, stretches.mark_anew(conn, field))
        noticing.forget()
        kept = stretches.Kept()
        ids: list[int] = []
        for step in steps:
            if step[0] == "write":
                noticing.write()
            else:
                _do(conn, ids, step)
        noticing.write()
        assert facets.differences(conn) == []
        for field, column in stretches.COLUMNS.items():
            assert stretches.differences(conn, field) == []
            told = conn.execute(
                "SELECT coalesce(sum(many), 0) FROM order_mark WHERE field = ?", (field,)
            ).fetchone()[0]
            there = conn.execute(f"SELECT count(*) FROM customer WHERE {column} <> ''").fetchone()
            assert told == there[0]
            assert _singles_are_true(conn, field, column)
            assert list(kept.labels(conn, field)) == list(stretches.read_labels(conn, field))
        kept = conn.execute("SELECT field, value, many FROM facet ORDER BY id").fetchall()
        for field, value, many in kept:
            assert many == facets.value_bits(conn, field, (value,)).bit_count()
        assert facets.everyone(conn).bit_count() == len(ids)
    finally:
        conn.execute("ROLLBACK")


def _singles_are_true(conn: Connection, field: str, column: str) -> bool:
    labels = stretches.read_labels(conn, field)
    values: dict[int, set[str]] = {}
    for id_, value in conn.execute(f"SELECT id, {column} FROM customer WHERE {column} <> ''"):
        values.setdefault(labels[id_], set()).add(value)
    singles = conn.execute(
        "SELECT label FROM order_mark WHERE field = ? AND single = 1", (field,)
    ).fetchall()
    return all(len(values.get(label, ())) <= 1 for (label,) in singles)


_KEPT: list[Noticing] = []


def _noticing(conn: Connection) -> Noticing:
    if not _KEPT:
        _KEPT.append(Noticing(conn))
    return _KEPT[0]


def test_a_dense_part_and_a_sparse_one_say_the_same() -> None:
    dense = sum(1 << place for place in range(0, facets.CHUNK, 3))
    few = sum(1 << place for place in (0, 7, 8, facets.CHUNK - 1))
    for part in (dense, few, 0, 1):
        many = part.bit_count()
        assert facets._decode(many, facets.encode(part, many)) == part
    assert len(facets.encode(dense, dense.bit_count())) == facets.PART
    assert len(facets.encode(few, 4)) == 8


def test_a_transaction_that_is_rolled_back_leaves_the_sets_alone(boss: Session) -> None:
    customer = boss.customers.add({"name": "华为", "level": "A"})

    def undone() -> None:
        with boss.writing("customer.edit") as change:
            change.conn.execute("UPDATE customer SET level = 'B'")
            raise KeyError

    with pytest.raises(KeyError):
        undone()
    boss.customers.add_tag(customer.id, "VIP")
    with boss.reading() as conn:
        assert facets.differences(conn) == []
        assert facets.totals(conn, "level") == [("A", 1)]
        assert facets.totals(conn, "tag") == [("VIP", 1)]


def test_what_was_changed_from_outside_is_told_and_mended(boss: Session) -> None:
    for name in ("华为", "中兴", "小米"):
        boss.customers.add({"name": name, "level": "A"})
    with boss.writing("customer.edit") as change:
        change.conn.execute("DELETE FROM facet_part")
        change.conn.execute("UPDATE order_label SET labels = zeroblob(3840)")
    found = [one.error.params["field"] for one in Doctor(boss).examine().findings]
    assert {"level", "archived", "name"} <= set(found)
    done = next(one for one in DueService(boss).run() if one.job == "search")
    assert done.ok
    assert "name" in done.facts["mended"]  # type: ignore[operator]
    assert boss.search.count("level:A") == 3
    assert [one.check for one in Doctor(boss).examine().findings if one.check == "search"] == []


def test_marks_are_set_anew_where_names_crowd(
    boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "SHORTEST", 2)
    for number in range(40):
        boss.customers.add({"name": f"公司{number:02d}"})
    with boss.reading() as conn:
        assert stretches.is_uneven(conn, "name")
        marked = stretches.mark_anew(conn, "name")
    boss.customers.add({"name": "后来的"})
    with boss.writing("customer.edit") as change:
        stretches.put(change.conn, marked)
    with boss.reading() as conn:
        assert stretches.differences(conn, "name") == []
        marks = conn.execute("SELECT many FROM order_mark WHERE field = 'name'").fetchall()
        assert len(marks) > 10
        assert sum(many for (many,) in marks) == 41
    assert stretches.even_out(boss, "customer.edit")  # all were registered on one day
    assert not stretches.even_out(boss, "customer.edit")


def test_the_index_of_words_is_merged_into_one_part_and_finds_the_same(
    boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        boss.customers.add({"name": f"华为{number:02d}"})
    boss.customers.delete(3, "a test")
    before = boss.search.ids("华为")
    monkeypatch.setattr(upkeep, "MOST_PARTS", 99)
    assert not upkeep.merge_words(boss, "due.run")
    with boss.reading() as conn:
        assert dialect.parts(conn) > 1
    monkeypatch.setattr(upkeep, "MOST_PARTS", 1)
    assert upkeep.merge_words(boss, "due.run")
    with boss.reading() as conn:
        assert dialect.parts(conn) == 1
    assert boss.search.ids("华为") == before
    assert len(before) == 29

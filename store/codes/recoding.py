"""Giving a customer who is there another code: the earlier one stays an alias for ever.

What costs time (pinyin, the search terms, filling the pattern) is made ready outside the
transaction; inside it the number is taken and a few rows are written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from store.change import Change
from store.codes.allocation import Allocator, Given, put_codes, standing
from store.codes.rulebook import ActiveRule, RuleBook
from store.customers.indexing import Indexed, index_rows, reindex
from store.customers.record import Customer, load
from store.engine.driver import Connection
from store.errors import NotFound
from store.pattern import Resolved, counter_key_of, resolve
from store.search.pinyin import initials
from store.search.terms import code_tokens

if TYPE_CHECKING:
    from store.session import Session


@dataclass(frozen=True, slots=True)
class Ready:
    """A customer as it was read, and what its next code is made of (None for a code by hand)."""

    customer: Customer
    terms: Indexed
    generation: str
    rule: ActiveRule | None = None
    resolved: Resolved | None = None

    def holds(self, conn: Connection, book: RuleBook) -> bool:
        """Whether the customer and the rules are still as they were read."""
        row = conn.execute(
            "SELECT version FROM customer WHERE id = ?", (self.customer.id,)
        ).fetchone()
        return (
            row is not None
            and row[0] == self.customer.version
            and self.generation == book.generation
        )

    def conforms(self) -> bool:
        """Whether the present code is one that the rule gives to this customer."""
        assert self.rule is not None
        assert self.resolved is not None
        reading = self.rule.reader.read(self.customer.code)
        if not reading.ok:
            return False
        texts = [segment.text for segment in reading.segments]
        shown = self.resolved.parts
        if any(part and part != text for part, text in zip(shown, texts, strict=True)):
            return False
        key = self.resolved.counter_key
        return not key or counter_key_of(self.rule.pattern, self.rule.date, texts) == key


def ready(session: Session, conn: Connection, customer: int) -> Ready:
    """Read a customer for a code that is not made by a rule. Raises NotFound."""
    fields = session.field_map(conn)
    current = load(conn, customer, fields)
    terms = index_rows(current, current.values, fields)
    return Ready(current, terms, session.rulebook(conn).generation)


def ready_by_rule(session: Session, conn: Connection, customer: int, rule: str = "") -> Ready:
    """Read a customer and all of its next code but the number.

    rule: a rule's name, or empty for the first that fits. Raises NotFound (customer or rule), or
    InvalidValue naming the field that the rule needs.
    """
    made = ready(session, conn, customer)
    book = session.rulebook(conn)
    values = made.customer.values
    if rule:
        chosen = named(book, rule)
    else:
        chosen = book.choose(values, book.fields, session.today())
    resolved = resolve(chosen.pattern, values, session.now(), chosen.date, book.tables, initials)
    return replace(made, rule=chosen, resolved=resolved)


def named(book: RuleBook, name: str) -> ActiveRule:
    """The rule in force with this name. Raises NotFound."""
    for rule in book.rules:
        if rule.name == name:
            return rule
    raise NotFound("There is no rule {name}: see kehao rules list.", name=name)


def next_code(allocator: Allocator, made: Ready) -> Given:
    """The next code of the rule. Raises CounterExhausted."""
    assert made.rule is not None
    assert made.resolved is not None
    return allocator.by_rule(made.rule, made.resolved)


def recode(change: Change, made: Ready, given: Given) -> None:
    """Write the new code of a customer, inside a transaction; the log line is the caller's.

    A code that was this customer's own before (`given.row`) is live again.
    """
    conn, customer = change.conn, made.customer
    conn.execute(
        "UPDATE code SET state = 'alias' WHERE customer = ? AND state = 'live'", (customer.id,)
    )
    if given.row is not None and given.text in customer.aliases:
        conn.execute("UPDATE code SET state = 'live' WHERE id = ?", (given.row,))
    else:
        put_codes(conn, [(given, customer.id)], "live", at=change.at, by=change.actor.name)
    conn.execute(
        "UPDATE customer SET code = ?, changed = ?, version = version + 1 WHERE id = ?",
        (given.text, change.at, customer.id),
    )
    texts = {given.text: None, customer.code: None, **dict.fromkeys(customer.aliases)}
    codes = " ".join(code_tokens(text) for text in texts)
    reindex(conn, customer.id, Indexed((codes, *made.terms.columns[1:])))


def own_alias(conn: Connection, customer: int, bones: str) -> Given | None:
    """The customer's own earlier code with this skeleton."""
    row = conn.execute(
        "SELECT id, text, origin, rule_version, counter, number FROM code"
        " WHERE skeleton = ? AND customer = ? AND state = 'alias'",
        (bones, customer),
    ).fetchone()
    return standing(row, bones) if row is not None else None

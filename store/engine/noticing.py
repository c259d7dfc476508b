"""What a write transaction changes of the customers' values, noticed as it happens.

Triggers of the writing connection alone (TEMP: nothing of them is in the file) tell a function of
ours, whoever changes a customer in whichever way; `Engine.writing` writes it down before it
commits. There are no savepoints in this house: a transaction stands or falls as a whole.
"""

from __future__ import annotations

from store.engine.driver import Connection
from store.search import facets, stretches
from store.search.facets import ARCHIVED, COLUMNS, TAG, Move

_CUSTOMER = (*COLUMNS, "archived")
_NEW = ", ".join(f"NEW.{name}" for name in _CUSTOMER)
_OLD = ", ".join(f"OLD.{name}" for name in _CUSTOMER)
_NONE = ", ".join(["NULL"] * len(_CUSTOMER))

_TRIGGERS = (
    "CREATE TEMP TRIGGER notice_new AFTER INSERT ON main.customer"
    f" BEGIN SELECT notice_customer(NEW.id, {_NONE}, {_NEW}); END",
    "CREATE TEMP TRIGGER notice_gone AFTER DELETE ON main.customer"
    f" BEGIN SELECT notice_customer(OLD.id, {_OLD}, {_NONE}); END",
    f"CREATE TEMP TRIGGER notice_changed AFTER UPDATE OF {', '.join(_CUSTOMER)} ON main.customer"
    f" BEGIN SELECT notice_customer(NEW.id, {_OLD}, {_NEW}); END",
    *(
        trigger
        for field, column in stretches.COLUMNS.items()
        for trigger in (
            f"CREATE TEMP TRIGGER notice_{field} AFTER INSERT ON main.customer"
            f" BEGIN SELECT notice_order('{field}', NEW.id, NEW.{column}); END",
            f"CREATE TEMP TRIGGER notice_{field}_changed AFTER UPDATE OF {column} ON main.customer"
            f" BEGIN SELECT notice_order('{field}', NEW.id, NEW.{column}); END",
            f"CREATE TEMP TRIGGER notice_{field}_gone AFTER DELETE ON main.customer"
            f" BEGIN SELECT notice_order('{field}', OLD.id, NULL); END",
        )
    ),
    "CREATE TEMP TRIGGER notice_tag AFTER INSERT ON main.tag"
    " BEGIN SELECT notice_tag(NEW.customer, NEW.tag, 1); END",
    "CREATE TEMP TRIGGER notice_tag_gone AFTER DELETE ON main.tag"
    " BEGIN SELECT notice_tag(OLD.customer, OLD.tag, 0); END",
)


class Noticing:
    """What one connection's open transaction has changed so far."""

    def __init__(self, connection: Connection) -> None:
        """Begin to notice; call before the connection is locked down."""
        self._connection = connection
        self._moves: list[Move] = []
        self._orders: dict[str, dict[int, str | None]] = {}
        connection.create_function("notice_customer", 1 + 2 * len(_CUSTOMER), self._customer)
        connection.create_function("notice_tag", 3, self._tag)
        connection.create_function("notice_order", 3, self._order)
        for trigger in _TRIGGERS:
            connection.execute(trigger)

    def _customer(self, customer: int, *values: str | int | None) -> None:
        middle = len(_CUSTOMER)
        for name, old, new in zip(_CUSTOMER, values[:middle], values[middle:], strict=True):
            if old == new:
                continue
            if name == ARCHIVED:
                old = None if old is None else "yes" if old else "no"
                new = None if new is None else "yes" if new else "no"
            if old:
                self._moves.append((name, str(old), customer, False))
            if new:
                self._moves.append((name, str(new), customer, True))

    def _order(self, field: str, customer: int, value: str | None) -> None:
        self._orders.setdefault(field, {})[customer] = value

    def _tag(self, customer: int, tag: str, has: int) -> None:
        self._moves.append((TAG, tag, customer, bool(has)))

    def forget(self) -> None:
        """At the beginning of a transaction: nothing has changed yet."""
        self._moves.clear()
        self._orders.clear()

    def write(self) -> None:
        """Before the commit: let the sets of customers and their places in orders follow."""
        if self._moves:
            facets.apply(self._connection, self._moves)
        for field, values in self._orders.items():
            stretches.apply(self._connection, field, values)
        self.forget()

"""What becomes of pairs when a customer is erased for good."""

from __future__ import annotations

from store.engine.driver import Connection


def forget_pairs(conn: Connection, customer: int) -> None:
    """Take away all pairs of a customer, and with them what was kept of its values."""
    conn.execute("DELETE FROM duplicate WHERE first = ? OR second = ?", (customer, customer))

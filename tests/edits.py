"""An edit of one customer, for the tests of undo."""

from __future__ import annotations

from store.session import Session


def edit(session: Session, customer: int, **changes: str) -> None:
    """Change fields of the customer as it stands now."""
    version = session.customers.by_id(customer).version
    session.customers.edit(customer, changes, version=version)

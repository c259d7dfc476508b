"""Rows that a command prints: on standard output a list is soon a file.

Who may see personal values may print them, as they are read on the screen. Where a house wants a
second person for exports, printing more than a handful of customers with such values is an export.
"""

from __future__ import annotations

from collections.abc import Sequence

from store.access import Service, needs
from store.approvals import second_person
from store.safety import APPROVAL_ACTIONS, value
from store.transfer.exports.copying import HANDFUL


class Printing(Service):
    """Leave to print."""

    @needs("customer.read")
    def list(
        self,
        query: str,
        columns: Sequence[str] = (),
        *,
        limit: int | None = None,
        by: str = "",
    ) -> None:
        """Call before customers are printed: these columns of theirs (none: all that they have),
        or with `by` how many have each value of a field.

        Logged as an export where it takes a second person. Raises PasswordNeeded, ApprovalNeeded,
        InvalidQuery.
        """
        session = self._session
        with session.reading() as conn:
            free = "export.run" not in value(conn, APPROVAL_ACTIONS).split()
        if free or not session.may("customer.see_personal"):
            return
        fields = session.field_map()
        names = (by,) if by else columns or tuple(fields)
        if not any(field.personal for name in names if (field := fields.get(name))):
            return
        count = session.search.count(query)
        count = count if limit is None else min(count, limit)
        if count <= HANDFUL:
            return
        session.require_fresh()
        request = {"query": query, "columns": list(columns), "by": by, "limit": limit or 0}
        ticket = second_person(session, "export.run", "-", request, {"count": count})
        with session.writing("customer.read", looking=True) as change:
            ticket.use(change)
            after = {"query": query, "columns": list(names), "count": count}
            change.log("export.run", "-", after=after)

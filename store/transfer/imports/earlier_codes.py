"""Room for the codes of a file that come in as aliases while new codes are given.

All customers of the file get new codes by rule. So that no rule gives what a later row brings,
the counters of rules that could have made those codes go on above the highest of them first.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.change import Change
from store.codes.allocation import Allocator
from store.codes.rulebook import RuleBook
from store.customers.preparing import link
from store.transfer.formats.tables import Table
from store.transfer.imports.rows import RowReader


def room_for(table: Table, reader: RowReader, book: RuleBook) -> dict[str, int]:
    """The highest number that the file's earlier codes take of each counter, by the counter's key.

    Reads the file once.
    """
    highest: dict[str, int] = {}
    for _, cells in table.rows():
        for alias in reader.read(cells).aliases:
            linked = link(book, alias)
            if linked is not None and linked.number > highest.get(linked.key, -1):
                highest[linked.key] = linked.number
    return highest


def make_room(change: Change, room: Mapping[str, int], group: str) -> None:
    """Let the counters go on above these numbers."""
    if not room:
        return
    allocator = Allocator(change.conn, group, change.at)
    for key, number in sorted(room.items()):
        allocator.make_room(key, number)
    allocator.save()

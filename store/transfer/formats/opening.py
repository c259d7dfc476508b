"""The table in a file, whose kind its content says."""

from __future__ import annotations

from store.errors import InvalidValue
from store.transfer.formats.detect import known_encoding
from store.transfer.formats.tables import Table
from store.transfer.imports.source import Source


def open_table(
    source: Source, *, sheet: str = "", encoding: str = "", delimiter: str = ""
) -> Table:
    """The table in a file, whose kind its content says. `delimiter`: what stands between the cells
    of delimited text, found out by default. Raises InvalidValue or NotFound (no such sheet),
    WrongUsage."""
    examined = source.examine()
    if examined.kind == "book":
        from store.transfer.formats.books import BookTable

        return BookTable(source, examined.digest, sheet)
    if sheet:
        raise InvalidValue("{file} is no workbook, it has no sheets.", file=source.name)
    chosen = known_encoding(encoding) if encoding else examined.encoding
    if examined.kind == "objects":
        from store.transfer.formats.objects import ObjectTable

        return ObjectTable(source, examined.digest, chosen)
    if examined.kind == "cards":
        from store.transfer.formats.cards import CardTable

        return CardTable(source, examined.digest, chosen)
    from store.transfer.formats.delimited import TextTable

    return TextTable(source, examined.digest, chosen, delimiter)

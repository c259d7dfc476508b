"""What somebody wrote into doubtful rows before they were brought in.

Corrections go by the row's number in the file and the field's name. They are read as the field
reads what a person writes, but kept and flagged when it cannot, like everything else of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from store.customers.fields import Field
from store.customers.values import in_country, read_value
from store.text import clean
from store.transfer.imports.options import Correction
from store.transfer.imports.rows import RowValues
from store.transfer.mapping.columns import Columns
from store.transfer.mapping.words import CODE


def corrected(row: RowValues, correction: Correction, fields: Mapping[str, Field]) -> RowValues:
    """The row with the corrected values; an empty one takes the value away."""
    values = dict(row.values)
    flags = [flag for flag in row.flags if flag not in correction]
    code = row.code
    for name, text in correction.items():
        if name == CODE:
            code = clean(text)
            continue
        if name not in fields:
            continue
        field = fields[name]
        if field.kind == "phone":
            field = in_country(field, correction.get("country", values.get("country", "")))
        value, readable = read_value(field, text)
        values.pop(name, None)
        if value:
            values[name] = value
            if not readable:
                flags.append(name)
    given = {name: text for name, text in row.given.items() if name not in correction}
    return row._replace(code=code, values=values, flags=flags, given=given)


def written_in(
    rows: Iterator[tuple[int, list[str]]],
    columns: Columns,
    new_fields: Mapping[int, str],
    corrections: Mapping[int, Correction],
) -> Iterator[tuple[int, list[str]]]:
    """Rows of the file with what was corrected in their cells, to write them to a file again."""
    places = {name: column for column, name in new_fields.items()}
    for number, cells in rows:
        correction = corrections.get(number)
        if correction:
            cells = _with(cells, columns, places, correction)
        yield number, cells


def _with(
    cells: Sequence[str], columns: Columns, places: Mapping[str, int], correction: Correction
) -> list[str]:
    made = [*cells, *[""] * (len(columns.headers) - len(cells))]
    for name, text in correction.items():
        place = places.get(name, columns.column(name))
        if place is None:
            continue
        for joint in columns.joints:
            if joint.place == place:
                for column in joint.eaten:
                    made[column] = ""
        made[place] = text
    return made

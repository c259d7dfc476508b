"""A proved draft as a pattern's text, in the words that people would choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from store.pattern import dates
from store.pattern.inference.columns import PART_OF, Piece
from store.pattern.inference.counting import Counting
from store.pattern.inference.single import Draft

_DAY: Final = ("%Y", "%m", "%d")


def written(draft: Draft, counting: Counting) -> str:
    """The pattern's text."""
    out = ""
    date = draft.date
    pieces = draft.pieces
    merged = _lead(draft, counting)
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        at += 1
        if piece.kind == "text":
            text = piece.text
            if merged and at < len(pieces) and pieces[at].kind == "seq":
                text = text[: len(text) - len(merged)]
            out += text.replace("{", "{{").replace("}", "}}")
        elif piece.kind == "field":
            out += "{" + piece.field + "}"
        elif piece.kind == "initials":
            out += "{" + f"{piece.field}:initials{piece.count}" + "}"
        elif piece.kind == "seq":
            out += _seq(piece, counting, merged)
        elif piece.kind == "check" and draft.check is not None:
            over = ",over=digits" if draft.check.digits_only else ""
            out += "{" + f"check:{draft.check.method}{over}" + "}"
        else:
            run = [piece]
            while (
                at < len(pieces) and pieces[at].kind == "date" and pieces[at].field == piece.field
            ):
                run.append(pieces[at])
                at += 1
            out += _dated(run, date)
    return out


def _lead(draft: Draft, counting: Counting) -> str:
    """Constant digits before the number that are its first digits: `100001` counts from there."""
    if not draft.lead or counting.base != 10:
        return ""
    if counting.first == 1 and len(draft.lead) > 1 and draft.lead[0] != "0":
        return ""
    return draft.lead


def _dated(run: Sequence[Piece], date: str) -> str:
    parts = tuple(piece.text for piece in run)
    field_name = run[0].field or date
    if parts[:3] == _DAY or field_name != date or any(p in dates.TIMES for p in parts):
        return "{" + field_name + ":" + "".join(parts) + "}"
    return "".join("{" + PART_OF[part] + "}" for part in parts)


def _seq(piece: Piece, counting: Counting, lead: str) -> str:
    width = piece.end - piece.start
    options = [str(width + len(lead))]
    if counting.base != 10:
        options.append(f"base={counting.base}")
    start = counting.start
    if lead:
        start = int(lead) * 10**width + counting.first
    if start != 1:
        options.append(f"start={start}")
    if counting.step != 1:
        options.append(f"step={counting.step}")
    if counting.skip:
        options.append("skip=" + "/".join(counting.skip))
    if counting.scope is not None:
        options.append("per=" + ("+".join(counting.scope) or "none"))
    return "{seq:" + ",".join(options) + "}"

"""A change of one's own in one line: `12 customers, Level → B`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from store.customers.fields import Field
from tui.locale import t
from tui.safe import fit, plain
from tui.widgets.log_words import UNDO, action_words, label_words, words_under

if TYPE_CHECKING:
    from store.undo.own import OwnChange

PARTS: Final = 2
VALUE_CELLS: Final = 24
_ABOUT: Final = frozenset(("undoes", "root", "action", "again"))
_BESIDE: Final = frozenset(("names", "rule", "given"))
"""What an image says besides the values of fields."""
_BY_VALUES: Final = frozenset(("customer.edit", "code.change", "field.change"))
_BY_TAGS: Final = frozenset(("tag.add", "tag.remove"))


def change_words(change: OwnChange, fields: Mapping[str, Field]) -> str:
    """What the change did, and with whom; of an undo, what it undid."""
    action, before, after = _images(change)
    if change.action == "import.run" or action == "import.run":
        return t("import of {count} customers", count=f"{change.count:,}")
    if change.count > 1:
        who = t("{count} customers", count=f"{change.count:,}")
    else:
        who = plain(change.sample.object) if change.sample else ""
    many = change.count > 1
    if many and action == "customer.edit" and (names := _differing(change, before, after)):
        what = t(", ").join(label_words(name, fields, action) for name in names[:PARTS])
        what += " …" if len(names) > PARTS else ""
        return t("{what} of {count} customers", what=what, count=f"{change.count:,}")
    did = _did(action, before, after, fields, many=many)
    return t("{who}, {did}", who=who, did=did) if who else did


def _differing(change: OwnChange, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The fields of a change to many whose value is not the same for all; none if all are."""
    changed = [
        name for name, value in after.items() if name not in _BESIDE and value != before.get(name)
    ]
    return changed if change.differing.intersection(changed) else []


def _images(change: OwnChange) -> tuple[str, Mapping[str, Any], Mapping[str, Any]]:
    """The kind of the change, and what was and became of its values: an undo seen backwards."""
    sample = change.sample
    before, after = (sample.before or {}, sample.after or {}) if sample else ({}, {})
    if change.action != UNDO:
        return change.action, before, after
    action = str(after.get("action", UNDO))
    return action, {k: v for k, v in after.items() if k not in _ABOUT}, before


def _did(
    action: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    fields: Mapping[str, Field],
    *,
    many: bool,
) -> str:
    if action in _BY_TAGS:
        was, now = list(before.get("tags") or ()), list(after.get("tags") or ())
        marks = [f"+{one}" for one in now if one not in was]
        marks += [f"-{one}" for one in was if one not in now]
        return f"{t('Tags')} {plain(' '.join(map(str, marks)))}" if marks else action_words(action)
    if action not in _BY_VALUES or (many and action != "customer.edit"):
        return action_words(action)
    parts = []
    for name, value in after.items():
        if name in _BESIDE or value == before.get(name):
            continue
        words = fit(words_under(name, value, fields), VALUE_CELLS) or "-"
        parts.append(f"{label_words(name, fields, action)} → {words}")
    shown = t(", ").join(parts[:PARTS]) + (" …" if len(parts) > PARTS else "")
    return shown or action_words(action)

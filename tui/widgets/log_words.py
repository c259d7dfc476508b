"""The operation log in words: what each action is called, and a line on what it did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from store.customers.fields import Field
from store.customers.values import shown
from tui.locale import t
from tui.safe import plain
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.log.reading import Operation

ACTIONS: Final[dict[str, str]] = {
    "access.refused": "Refused",
    "approval.ask": "Second person asked",
    "approval.no": "Refused by a second person",
    "approval.use": "Approval used",
    "approval.yes": "Approved by a second person",
    "backup.fail": "Backup failed",
    "backup.look": "Customer looked up in a backup",
    "backup.make": "Backup made",
    "backup.run": "Backup made",
    "backup.verify": "Backup verified",
    "code.audit": "Codes audited",
    "code.change": "Code changed",
    "code.expire": "Codes expired",
    "code.give": "Code given by hand",
    "code.release": "Codes released",
    "code.renumber": "Codes renumbered",
    "code.reserve": "Codes reserved",
    "code.void": "Code made void",
    "customer.add": "Customer added",
    "customer.archive": "Customer archived",
    "customer.delete": "Customer deleted",
    "customer.edit": "Customer changed",
    "customer.merge": "Customers merged",
    "customer.names": "Other names changed",
    "customer.restore": "Customer brought back",
    "customer.reveal": "Masked field shown",
    "duplicate.decide": "Two customers told apart or set aside",
    "duplicate.find": "Duplicates looked for",
    "export.run": "File exported",
    "field.change": "Field changed",
    "field.choices": "Choices changed",
    "field.define": "Field defined",
    "field.retire": "Field retired",
    "import.run": "File imported",
    "import.undo": "Import undone",
    "job.add": "Job set up",
    "job.change": "Job changed",
    "job.pause": "Job paused",
    "job.remove": "Job removed",
    "job.resume": "Job resumed",
    "job.run": "Job done",
    "key.checkpoint": "Key for checkpoints made",
    "key.pepper": "Pepper changed",
    "key.recover": "Password set by the recovery key",
    "key.recovery": "Recovery key renewed",
    "key.rotate": "Keys rotated",
    "log.archive": "Log archived",
    "log.checkpoint": "Checkpoint made",
    "log.export": "Log exported",
    "log.remove": "Archived log removed from the store",
    "log.undo": "Undone",
    "profile.remove": "Import profile removed",
    "profile.save": "Import profile kept",
    "quality.standards": "Quality standards changed",
    "role.add": "Role added",
    "role.edit": "Role changed",
    "role.remove": "Role removed",
    "rule.apply": "Rules put in force",
    "session.end": "Sessions ended",
    "setting.edit": "Setting changed",
    "sign.in": "Signed in",
    "sign.out": "Signed out",
    "sign.refused": "Sign-in refused",
    "source.add": "Source added",
    "source.remove": "Source removed",
    "staff.add": "Account added",
    "staff.disable": "Account disabled",
    "staff.enable": "Account enabled",
    "staff.factor_codes": "New recovery codes",
    "staff.factor_off": "One-time codes off",
    "staff.factor_on": "One-time codes on",
    "staff.key_add": "SSH key added",
    "staff.key_remove": "SSH key removed",
    "staff.password": "Password changed",
    "staff.remove": "Account removed",
    "staff.reset": "One-time password given",
    "staff.roles": "Roles of an account changed",
    "staff.unlock": "Account unlocked",
    "store.create": "Store made",
    "store.restore": "Store restored from a backup",
    "tag.add": "Tag added",
    "tag.remove": "Tag removed",
    "view.remove": "View removed",
    "view.save": "View saved",
}
"""Actions with what people call them; an action that is not here is shown by its own name."""

_WORDS: Final[dict[str, str]] = {
    "rules": "Code rules",
    "pattern": "Pattern",
    "when": "When",
    "code_table": "Code tables",
    "manual": "Codes by hand",
    "permissions": "Permissions",
    "roles": "Roles",
    "rule": "Rule",
    "names": "Other names",
    "kind": "Kind",
    "reason": "Reason",
    "choices": "Choices",
    "admin": "administrator",
    "timezone": "Time zone",
    "code": "Code",
    "tags": "Tags",
    "tag": "Tags",
    "count": "Number",
    "first": "First",
    "last": "Last",
    "owner": "For",
    "until": "Until",
    "reservation": "Block",
    "merged": "Merged",
    "other": "The other customer",
    "undoes": "Undoes operation",
    "root": "First operation",
    "action": "Action",
    "again": "Done again",
    "record": "Record",
    "ids": "Rows",
    "factor": "Signed in with",
    "behind": "Behind its checkpoint of operation",
    "value": "Value",
    "given": "As it came",
}
SUMMARY_PARTS: Final = 4
UNDO: Final = "log.undo"
_OF_RECORDS: Final = ("customer.", "tag.", "import.")
"""Actions whose images hold fields of customers."""
_OF_RUNS: Final[dict[str, str]] = {
    "read": "Rows read",
    "added": "Customers added",
    "updated": "Customers changed",
    "skipped": "Rows left out",
    "rejected": "Rows rejected",
    "written": "Rows written",
    "stopped": "Stopped early",
}
"""What an import or a job counts."""
_RUNS: Final = ("import.", "job.")
_UNSAID: Final = frozenset(("sha256",))
"""What an image keeps for programs alone."""
_ABOUT_UNDO: Final = frozenset(("undoes", "root", "action", "again"))


def action_words(action: str) -> str:
    """What people call an action."""
    return plain(t(ACTIONS[action])) if action in ACTIONS else plain(action)


def done_by(operation: Operation) -> str:
    """The action that the operation's images are of: an undo's are those of what it undid."""
    after = operation.after or {}
    return str(after.get("action", UNDO)) if operation.action == UNDO else operation.action


def label_words(name: str, fields: Mapping[str, Field], action: str) -> str:
    """What people call a key of an image: a field, or a word of the program.

    Which of the two, where both have the name (owner: of a customer, or of a block of codes), is
    told by the action that the image is of.
    """
    if name in _OF_RUNS and action.startswith(_RUNS):
        return t(_OF_RUNS[name])
    if name in _WORDS and not (name in fields and action.startswith(_OF_RECORDS)):
        return t(_WORDS[name])
    return label_of(name, fields) if name in fields else plain(t(name))


def words_under(name: str, value: object, fields: Mapping[str, Field]) -> str:
    """The value that an image has under this key, in words: a field by what people call it."""
    if name == "field" and isinstance(value, str) and value in fields:
        return label_of(value, fields)
    if name == "action" and isinstance(value, str):
        return action_words(value)
    if isinstance(value, str) and name in fields:
        return value_words(shown(fields[name], value))
    return value_words(value)


def both_words(name: str, was: object, now: object, fields: Mapping[str, Field]) -> tuple[str, str]:
    """A value as it was and as it is, in words; as they are kept where they read the same."""
    words = (words_under(name, was, fields), words_under(name, now, fields))
    if words[0] == words[1] and was != now:
        return value_words(was), value_words(now)
    return words


def said_names(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The keys of both images that people are shown, those of `after` first."""
    return [name for name in dict.fromkeys([*after, *before]) if name not in _UNSAID]


def value_words(value: object) -> str:
    """A value of an image in words; nothing for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, Mapping):
        return plain(", ".join(f"{key}: {value_words(one)}" for key, one in value.items()))
    if isinstance(value, list | tuple):
        return ", ".join(map(value_words, value))
    return plain(value, lines=True)


def whence(client: str) -> str:
    """The address somebody came from, or that it was the machine itself."""
    return t("this machine") if client == "local" else plain(client)


def moment_words(at: str, zone: ZoneInfo) -> str:
    """A UTC moment as date and time of the zone, to the second."""
    try:
        return datetime.fromisoformat(at).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return plain(at)


def summary(operation: Operation, fields: Mapping[str, Field]) -> str:
    """One line on what was done: the reason if one was given, and what changed."""
    before, after = operation.before or {}, operation.after or {}
    parts, action = [], done_by(operation)
    if operation.action == UNDO and "undoes" in after:
        what = action_words(str(after.get("action", "")))
        parts.append(f"{what} ({t('No.')} {after['undoes']})")
        after = {name: value for name, value in after.items() if name not in _ABOUT_UNDO}
    for name in said_names(before, after):
        was, now = before.get(name), after.get(name)
        if was == now or isinstance(was or now, Mapping) or _long(was) or _long(now):
            if was != now:
                parts.append(label_words(name, fields, action))
            continue
        old, words = both_words(name, was, now, fields)
        old = f"{old} > " if old else ""
        parts.append(f"{label_words(name, fields, action)}: {old}{words or '-'}")
    shown = ", ".join(parts[:SUMMARY_PARTS]) + (" …" if len(parts) > SUMMARY_PARTS else "")
    return plain("; ".join(part for part in (operation.reason, shown) if part))


def _long(value: object) -> bool:
    return isinstance(value, list) and (len(value) > 3 or any(isinstance(v, dict) for v in value))

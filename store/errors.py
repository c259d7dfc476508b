"""Every error a person may see, each with what they need to go on.

An error carries an English sentence with named holes and the values for them. The sentence is
also the key under which `tui.locale` finds its Chinese; `str(error)` gives the English. One line:
what happened, where, what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

_LONGEST: Final = 1000
_HEAD: Final = 700
_TAIL: Final = 200


def on_one_line(params: Mapping[str, object]) -> dict[str, object]:
    """The values for a message: texts without line ends, and without their middle when they are so
    long that they would bury the sentence."""
    return {
        name: _line(value) if isinstance(value, str) else value for name, value in params.items()
    }


def _line(text: str) -> str:
    if not text.isprintable():
        text = " ".join(text.splitlines())
    return text if len(text) <= _LONGEST else f"{text[:_HEAD]}…{text[-_TAIL:]}"


class KehaoError(Exception):
    """The root of all errors that are meant for people.

    `template` is an English sentence with `{named}` holes, `params` fills them. `exit_code` is
    what a command ends with (0 done, 1 failed, 2 usage, 3 not permitted, 4 no such thing or
    invalid data, 5 store busy, locked, damaged or newer).
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, template: str, /, **params: object) -> None:
        super().__init__(template)
        self.template = template
        self.params = params

    def __str__(self) -> str:
        return self.template.format_map(on_one_line(self.params))


class WrongUsage(KehaoError):
    """A command or method was called in a way that makes no sense."""

    exit_code = 2


class NotPermitted(KehaoError):
    """The account's roles do not hold the permission (`params["permission"]`)."""

    exit_code = 3


class SignInRefused(KehaoError):
    """Name or password wrong, account disabled, or too many attempts; never says which name."""

    exit_code = 3


class CodeNeeded(KehaoError):
    """The password was right, and the account's one-time code is needed as well."""

    exit_code = 3


class PasswordNeeded(KehaoError):
    """The password was given too long ago for what is to be done: `Session.confirm` takes it.

    `params["permission"]`, if it is there, says for what.
    """

    exit_code = 3


class ApprovalNeeded(KehaoError):
    """A second person has to approve it first (`params["id"]` is the request's number)."""

    exit_code = 3


class SessionEnded(KehaoError):
    """The session was signed out, or its account disabled, since it began."""

    exit_code = 3


class NotFound(KehaoError):
    """There is no such customer, code, rule, account, role, view or operation."""

    exit_code = 4


class InvalidValue(KehaoError):
    """A value that its field cannot take. `field` names it, where there is one."""

    exit_code = 4

    def __init__(self, template: str, /, *, field: str = "", **params: object) -> None:
        super().__init__(template, field=field, **params)
        self.field = field


class CodeTaken(InvalidValue):
    """The code, or one with the same skeleton, already stands in the namespace."""


class SecondCustomer(InvalidValue):
    """Another customer has what the house wants each to have alone (`field`)."""

    @property
    def may_give_reason(self) -> bool:
        """Whether a reason lets this one through."""
        return self.params.get("second") == "reason"


class CounterExhausted(KehaoError):
    """A counter has given its last number."""

    exit_code = 4


class InvalidText(KehaoError):
    """A text with a grammar (a query, a pattern) is wrong at `start` to `end` (characters)."""

    exit_code = 4

    def __init__(self, template: str, /, *, start: int, end: int, **params: object) -> None:
        super().__init__(template, start=start, end=end, position=start + 1, **params)
        self.start = start
        self.end = end


class InvalidQuery(InvalidText):
    """A search query that cannot be read."""


class InvalidPattern(InvalidText):
    """A code pattern that cannot be read or would not hold."""


class InvalidRules(KehaoError):
    """A rule set that cannot be put in force."""

    exit_code = 4


class Conflict(KehaoError):
    """Somebody else changed the same fields of a record to something else; nothing was saved.

    `base`, `mine` and `theirs` map each field that clashes to its value: as it was read, as one
    wants it, as it is now; a field that was not read is not in `base`. `by` says who changed it
    last, where that is known. `version` is the one that is stored; `there` is the whole record as
    it stands (a customer), on top of which one may save again.
    """

    def __init__(
        self,
        template: str,
        /,
        *,
        mine: dict[str, str],
        theirs: dict[str, str],
        version: int,
        base: dict[str, str] | None = None,
        by: dict[str, str] | None = None,
        there: object = None,
        **params: object,
    ) -> None:
        super().__init__(template, **params)
        self.base = base or {}
        self.mine = mine
        self.theirs = theirs
        self.by = by or {}
        self.version = version
        self.there = there


class CannotUndo(KehaoError):
    """An operation that cannot be undone: none of its kind can, or a later change is in the way
    (`params["later"]` is that one's number)."""


class Stopped(KehaoError):
    """A long piece of work was stopped by its person; what was committed stays."""


class StoreError(KehaoError):
    """The store itself cannot be used as it is."""

    exit_code = 5


class StoreBusy(StoreError):
    """Another process holds the store for longer than is reasonable."""


class StoreDamaged(StoreError):
    """A file of the store is missing, empty, cut, or does not verify."""


class StoreUnsafe(StoreError):
    """Others on the machine could read the store, or SQLite is too old to be safe."""


class StoreTooNew(StoreError):
    """The store was made by a newer Kehao."""

"""What ties a service method to its permission.

Every public method of a service says with `@needs` which permission it takes; a test walks all of
them against every role. The check runs before the method; methods that change something are
checked again inside their own transaction (`Session.writing`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar

from store.errors import PasswordNeeded

if TYPE_CHECKING:
    from store.session import Session

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Service")

SIGNED_IN: Final = ""
"""The permission of things that everyone who is signed in may do (own password, own settings)."""


class Service:
    """A set of operations that belong together, done for one session."""

    def __init__(self, session: Session) -> None:
        self._session = session


def needs(
    *permissions: str,
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Mark a service method with the permissions of which one is enough, and check it at a call.

    Raises NotPermitted (and logs the refusal) or SessionEnded before the method runs. A
    PasswordNeeded that the method raises says for which permission.
    """

    def mark(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @functools.wraps(method)
        def checked(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            self._session.require(*permissions)
            try:
                return method(self, *args, **kwargs)
            except PasswordNeeded as error:
                if len(permissions) == 1 and permissions[0]:
                    error.params.setdefault("permission", permissions[0])
                raise

        marked: Any = checked
        marked.permissions = permissions
        return checked

    return mark

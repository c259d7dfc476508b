"""Two forms for staff accounts: a new one, and the roles of one that there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.errors import KehaoError
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.staff.staff import permission_words
from tui.widgets.checks import Checks

if TYPE_CHECKING:
    from store.staff.accounts import Account
    from store.staff.role_editing import Role

Answer = TypeVar("Answer")


class _RolesForm(KehaoDialog[Answer]):
    """What both have: the roles to take, and a place for errors."""

    SCOPE = "sheet"
    BINDINGS = bindings_for("sheet")
    DEFAULT_CSS = """
    _RolesForm Input { margin-bottom: 1; }
    _RolesForm Checks { height: 11; background: $surface; }
    _RolesForm .hint { margin-top: 1; }
    """

    def __init__(self, roles: Sequence[Role], taken: Sequence[str] = ()) -> None:
        super().__init__()
        self._roles = roles
        self._taken = taken

    def roles_field(self) -> ComposeResult:
        """The list of roles, each with what it may do."""
        rows = [(role.name, plain(t(role.name)) + t(": ") + _what(role)) for role in self._roles]
        yield Checks(t("Roles"), rows, self._taken)
        yield Static(content(t("Space gives or takes a role, Ctrl-S saves.")), classes="hint")

    def refused(self, error: KehaoError) -> None:
        """Say why, and let the person mend it."""
        self.query_one(Checks).disabled = False
        self.show_error(error)


class AccountDialog(_RolesForm[Any]):
    """A new account: a name and its roles. Answers with it and its one-time password."""

    TITLE_TEXT = "New account"

    def compose_body(self) -> ComposeResult:
        """The name, then the roles."""
        yield Static(content(t("Account name")), classes="label")
        yield Input(max_length=32)
        yield from self.roles_field()

    @on(Input.Submitted)
    def _named(self) -> None:
        self.query_one(Checks).focus()

    def action_save(self) -> None:
        """Add it."""
        name = self.query_one(Input).value.strip()
        roles = self.query_one(Checks).taken
        if not name:
            self.query_one(Input).focus()
            self.show_error(t("The account needs a name: the one to sign in with."))
        elif not roles:
            self.query_one(Checks).focus()
            self.show_error(t("Give it at least one role with Space."))
        else:
            staff = self.session.staff
            self.query_one(Checks).disabled = True
            self.show_note(t("Making the account…"))
            self.run_in_thread(
                lambda: staff.add(name, roles), self.dismiss, failed=self.refused, kind="save"
            )


class RolesDialog(_RolesForm[Any]):
    """Other roles for an account. Answers with it as it is then."""

    def __init__(self, account: Account, roles: Sequence[Role]) -> None:
        super().__init__(roles, account.roles)
        self._account = account

    def title_text(self) -> str:
        """Whose roles."""
        return t("Roles of {name}", name=self._account.name)

    def compose_body(self) -> ComposeResult:
        """The roles."""
        yield from self.roles_field()

    def action_save(self) -> None:
        """Give exactly these."""
        staff, name = self.session.staff, self._account.name
        roles = self.query_one(Checks).taken
        if not roles:
            self.show_error(t("Give it at least one role with Space."))
        elif set(roles) == set(self._account.roles):
            self.dismiss(None)
        else:
            self.query_one(Checks).disabled = True
            self.run_in_thread(
                lambda: staff.set_roles(name, roles),
                self.dismiss,
                failed=self.refused,
                kind="save",
            )


def _what(role: Role) -> str:
    return permission_words(role.permissions) or t("nothing yet")

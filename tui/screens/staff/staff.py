"""Staff: who may sign in, in which roles; one-time passwords, waits, disabled accounts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from store.staff.roles import PERMISSIONS
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.screens.base import KehaoScreen
from tui.widgets.customer_page import local_time
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from store.staff.accounts import Account, NewAccount
    from store.staff.role_editing import Role


DETAIL_LINES: Final = 3
"""So many lines there are for what an account may do."""


class StaffScreen(KehaoScreen):
    """The accounts, and below what the one under the cursor may do."""

    SCOPE = "staff"
    SECTION = "Staff"
    BINDINGS = bindings_for("staff")
    DEFAULT_CSS = "StaffScreen #detail { height: 4; padding: 0 1; color: $quiet; }"

    def __init__(self) -> None:
        super().__init__()
        self.accounts: list[Account] = []
        self.roles: dict[str, Role] = {}

    def compose_body(self) -> ComposeResult:
        """The table, and a few lines on the account under the cursor."""
        yield RowTable(id="accounts")
        yield Static(id="detail")

    def on_mount(self) -> None:
        """Read the accounts."""
        self.action_reload()

    def on_screen_resume(self) -> None:
        """Somebody may have changed them meanwhile."""
        super().on_screen_resume()
        self.action_reload()

    def action_reload(self) -> None:
        """Read the accounts and roles again."""
        staff = self.session.staff

        def read() -> tuple[Sequence[Account], Sequence[Role]]:
            return staff.list(), staff.roles()

        self.run_in_thread(read, self._read, kind="list")

    def _read(self, found: tuple[Sequence[Account], Sequence[Role]]) -> None:
        accounts, roles = found
        self.accounts = list(accounts)
        self.roles = {role.name: role for role in roles}
        self._show()

    def _show(self) -> None:
        zone = self.session.zone
        columns = (
            Column("name", t("Account"), 14, grows=True, most=24),
            Column("state", t("State"), 18),
            Column("roles", t("Roles"), 20, grows=True, most=40),
            Column("signed", t("Last sign-in"), 16),
            Column("created", t("Added"), 16),
        )
        rows = [
            (
                account.name,
                state_of(account),
                t(", ").join(map(role_label, account.roles)),
                local_time(account.last_sign_in, zone) if account.last_sign_in else t("never"),
                local_time(account.created, zone),
            )
            for account in self.accounts
        ]
        quiet = {place for place, account in enumerate(self.accounts) if account.disabled}
        self.query_one(RowTable).show(columns, rows, quiet=quiet)

    @property
    def current(self) -> Account | None:
        """The account under the cursor."""
        place = self.query_one(RowTable).index
        return self.accounts[place] if place is not None else None

    def on_resize(self) -> None:
        """Cut what stands below the table for the width there is now."""
        self._moved()

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        account = self.current
        detail = Content("")
        if account is not None:
            allowed = {
                permission
                for role in account.roles
                if role in self.roles
                for permission in self.roles[role].permissions
            }
            may = t("May do {count} things", count=len(allowed)) + t(": ")
            may += permission_words(allowed)
            detail = Content.assemble(
                (plain(account.name), "bold $strong"),
                "  ",
                state_words(account),
                "\n",
                within(may, self.size.width - 2, DETAIL_LINES),
            )
        self.query_one("#detail", Static).update(detail)

    # -- what can be done -----------------------------------------------------------------------

    def action_new(self) -> None:
        """Add an account; its one-time password is shown once."""
        from tui.screens.staff.account import AccountDialog

        def added(made: NewAccount | None) -> None:
            if made is not None:
                self._password_made(made)

        self.app.push_screen(AccountDialog(list(self.roles.values())), added)

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        if self.check_action("edit", ()):
            self.action_edit()
        else:
            self.show_note(t("Roles are given by those who may edit roles."))

    def action_edit(self) -> None:
        """Give the account other roles."""
        if account := self.current:
            from tui.screens.staff.account import RolesDialog

            def changed(done: Account | None) -> None:
                if done is not None:
                    self._done(t("{name} has other roles now.", name=done.name))

            self.app.push_screen(RolesDialog(account, list(self.roles.values())), changed)

    def action_reset(self) -> None:
        """A one-time password, after a question."""
        account = self.current
        if account is None:
            return
        if account.name == self.session.name:
            self.show_error(t("Your own password is changed in the settings (F9)."))
            return
        self._ask(
            t("Give {name} a one-time password?", name=account.name),
            t("The password in use ends at once, and so do open sessions of this account."),
            t("One-time password"),
            lambda: self._reset(account.name),
        )

    def _reset(self, name: str) -> None:
        staff = self.session.staff
        self.show_note(t("Making a one-time password…"))
        self.run_in_thread(lambda: staff.reset(name), self._password_made, kind="change")

    def action_unlock(self) -> None:
        """Let the account sign in again at once."""
        if account := self.current:
            staff, name = self.session.staff, account.name
            self._change(lambda: staff.unlock(name), t("{name} may sign in at once.", name=name))

    def action_disable(self) -> None:
        """Close the account, after a question; a closed one is opened by another key."""
        account = self.current
        if account is None:
            return
        if account.disabled:
            self.show_note(t("{name} is disabled already; X enables.", name=account.name))
            return
        staff, name = self.session.staff, account.name
        self._ask(
            t("Disable {name}?", name=name),
            t("Nobody signs in with it any more, and its open sessions end. Nothing is deleted."),
            t("Disable"),
            lambda: self.run_in_thread(
                lambda: staff.disable(name),
                lambda _: self._left(name, t("{name} is disabled.", name=name)),
                kind="change",
            ),
        )

    def action_remove(self) -> None:
        """Remove the account for good, after a question."""
        account = self.current
        if account is None:
            return
        staff, name = self.session.staff, account.name
        gone = t("{name} is removed.", name=name)
        self._ask(
            t("Remove {name} for good?", name=name),
            t(
                "Its key, codes, SSH keys and own views go. What it did stays in the log under its "
                "name, which is never given again. To close it for a time: x."
            ),
            t("Remove for good"),
            lambda: self.run_in_thread(
                lambda: staff.remove(name), lambda _: self._left(name, gone), kind="change"
            ),
        )

    def _left(self, name: str, said: str) -> None:
        """Offer a new data key: whoever left may have copied the one there is."""
        self._done(said)
        if not self.session.may("key.edit"):
            return
        keys = self.session.keys

        def go() -> None:
            self.show_note(t("Signing everybody else out…"))
            self._change(
                lambda: keys.rotate(reason=name),
                t("The store has a new data key. Others sign in again as ever."),
            )

        self._ask(
            t("{said} A new data key as well?", said=said),
            t(
                "{name} may have copied the one in use, which opens copies of the store. Everybody "
                "else is signed out for a minute; passwords stay.",
                name=name,
            ),
            t("New data key"),
            go,
        )

    def action_enable(self) -> None:
        """Open a disabled account again."""
        if account := self.current:
            staff, name = self.session.staff, account.name
            self._change(lambda: staff.enable(name), t("{name} is enabled.", name=name))

    def action_codes_off(self) -> None:
        """Take away the one-time codes of somebody who lost them, after a question."""
        if account := self.current:
            factor, name = self.session.second_factor, account.name
            done = t("{name} signs in without one-time codes now.", name=name)
            self._ask(
                t("Take the one-time codes of {name} away?", name=name),
                t("Its open sessions end; the password alone signs in until codes are set up."),
                t("Take away"),
                lambda: self._change(lambda: factor.switch_off_for(name), done),
            )

    def action_keys(self) -> None:
        """The SSH keys that open a server's door."""
        from tui.screens.staff.staff_keys import StaffKeysPage

        self.app.push_screen(StaffKeysPage(self.current.name if self.current else ""))

    def action_roles(self) -> None:
        """The matrix of roles and permissions."""
        from tui.screens.staff.roles import RolesPage

        self.app.push_screen(RolesPage())

    # -- inside ---------------------------------------------------------------------------------

    def _ask(self, question: str, line: str, verb: str, go: Callable[[], object]) -> None:
        from tui.screens.confirm import ConfirmDialog

        def answered(yes: bool | None) -> None:
            if yes:
                go()

        self.app.push_screen(ConfirmDialog(question, [line], verb=verb), answered)

    def _change(self, work: Callable[[], object], said: str) -> None:
        self.run_in_thread(work, lambda _: self._done(said), kind="change")

    def _done(self, said: str) -> None:
        self.show_note(said)
        self.action_reload()

    def _password_made(self, made: NewAccount) -> None:
        from tui.screens.message import MessageDialog

        self.clear_message()
        self.action_reload()
        name = made.account.name
        self.app.push_screen(
            MessageDialog(
                t("One-time password of {name}", name=name),
                [
                    t("Hand it over in person. It is shown this once and kept nowhere."),
                    t("At the first sign-in {name} chooses a password.", name=name),
                ],
                strong=made.one_time_password,
            )
        )


def permission_words(permissions: Collection[str]) -> str:
    """What permissions allow, in words, in the order in which they are always shown."""
    return t("; ").join(t(words) for name, words in PERMISSIONS.items() if name in permissions)


def within(text: str, cells: int, lines: int) -> str:
    """The text as far as it fits into so many lines, ended by … where it is cut."""
    cut = text
    while cut and len(Content(cut).wrap(max(1, cells))) > lines:
        cut = text[: len(cut.removesuffix("…")) - 1].rstrip() + "…"
    return cut


def role_label(name: str) -> str:
    """A role as people call it: the shipped ones have a word in either language."""
    return plain(t(name))


def state_of(account: Account) -> str:
    """The account's state in a word or two."""
    if account.disabled:
        return t("disabled")
    if account.locked_seconds:
        minutes, seconds = divmod(account.locked_seconds, 60)
        return t("waits {time}", time=f"{minutes}:{seconds:02d}")
    if account.expired:
        return t("password too old")
    return t("one-time password") if account.must_change else t("active")


def state_words(account: Account) -> str:
    """The account's state in a sentence that says how to go on."""
    if account.disabled:
        return t("Disabled: X enables it again.")
    if account.locked_seconds:
        return t("Too many wrong passwords: u lets it sign in at once.")
    if account.expired:
        return t("The password is too old: the next sign-in asks for another.")
    if account.must_change:
        return t("Has a one-time password that was not used yet; p makes a new one.")
    return t("Signs in with an own password.")

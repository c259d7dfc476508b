"""SSH keys of staff: whose key opens the server's door; adding one by its line, taking one away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.errors import KehaoError
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.page import KehaoPage
from tui.widgets.customer_page import local_time
from tui.widgets.info_line import InfoLine
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from store.staff.ssh_keys import StaffKey


class StaffKeysPage(KehaoPage[None]):
    """Every key, by account; those of the account one came from are where the cursor stands."""

    SCOPE = "staff_keys"
    SECTION = "SSH keys"
    BINDINGS = bindings_for("staff_keys")

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.name_asked = name
        self.keys: list[StaffKey] = []

    def compose_body(self) -> ComposeResult:
        """A line on what is here, then the list."""
        yield InfoLine()
        yield RowTable()

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(RowTable).focus()
        self.action_reload()

    def action_reload(self) -> None:
        """Read again."""
        self.run_in_thread(self.session.staff_keys.list, self._show, kind="list")

    def _show(self, found: list[StaffKey]) -> None:
        self.keys = found
        zone = self.session.zone
        columns = (
            Column("name", t("Account"), 10, grows=True, most=24),
            Column("fingerprint", t("Fingerprint"), 24, grows=True, most=50),
            Column("comment", t("Comment"), 10, grows=True, most=32),
            Column("added", t("Added"), 16),
        )
        rows = [
            (key.account, key.fingerprint, key.comment, local_time(key.added, zone))
            for key in found
        ]
        table = self.query_one(RowTable)
        table.show(columns, rows)
        names = [key.account for key in found]
        if self.name_asked in names:
            table.move_to(names.index(self.name_asked))
        if found:
            said = t("{count} keys: each opens the door, the password signs in", count=len(found))
        else:
            said = t("No key yet: with n, paste the line of a file that ends in .pub.")
        self.query_one(InfoLine).say(said)

    @property
    def current(self) -> StaffKey | None:
        """The key under the cursor."""
        place = self.query_one(RowTable).index
        return self.keys[place] if place is not None and place < len(self.keys) else None

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        """The whole fingerprint, and who let the key in."""
        if key := self.current:
            self.show_note(
                t("{fingerprint}: {name} added it.", fingerprint=key.fingerprint, name=key.added_by)
            )

    def action_add(self) -> None:
        """Give an account a key."""

        def added(held: StaffKey | None) -> None:
            if held is not None:
                self.name_asked = held.account
                self.show_note(
                    t("{name} has the key now; sshd after kehao server setup.", name=held.account)
                )
                self.action_reload()

        self.app.push_screen(AddKeyDialog(self.name_asked), added)

    def action_remove(self) -> None:
        """Take the key under the cursor away, after asking."""
        key = self.current
        if key is None:
            return
        keys = self.session.staff_keys
        done = t("The key of {name} opens nothing any more.", name=key.account)

        def gone(_: object) -> None:
            self.show_note(done)
            self.action_reload()

        def sure(yes: bool | None) -> None:
            if yes:
                self.run_in_thread(
                    lambda: keys.remove(key.account, key.fingerprint), gone, kind="change"
                )

        lines = [plain(f"{key.fingerprint} {key.comment}")]
        lines.append(t("Sessions that came by it end."))
        question = t("Take this key from {name}?", name=key.account)
        self.app.push_screen(ConfirmDialog(question, lines, verb=t("Take away")), sure)


class AddKeyDialog(KehaoDialog[Any]):
    """An account and the line of its public key. Answers with the key."""

    SCOPE = "sheet"
    TITLE_TEXT = "New SSH key"
    BINDINGS = bindings_for("sheet")
    DEFAULT_CSS = """
    AddKeyDialog Input { margin-bottom: 1; }
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def compose_body(self) -> ComposeResult:
        """The account, then the line."""
        yield Static(content(t("Account name")), classes="label")
        yield Input(self._name, id="name", max_length=32)
        yield Static(
            content(t("Public key: the one line of a file that ends in .pub")), classes="label"
        )
        yield Input(id="line", placeholder="ssh-ed25519 AAAA…", max_length=16_384)
        yield Static(content(t("Paste it and press Ctrl-S. Never a private key.")), classes="hint")

    def on_mount(self) -> None:
        """The line is what is missing, when it is known for whom."""
        self.query_one("#line" if self._name else "#name", Input).focus()

    @on(Input.Submitted, "#name")
    def _named(self) -> None:
        self.query_one("#line", Input).focus()

    @on(Input.Submitted, "#line")
    def _pasted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Read the line and give the account the key."""
        from store.staff.ssh_key import read_key

        name = self.query_one("#name", Input).value.strip()
        line = self.query_one("#line", Input)
        if not name:
            self.query_one("#name", Input).focus()
            self.show_error(t("Whose key is it?"))
            return
        try:
            key = read_key(line.value)
        except KehaoError as error:
            self.refused(error)
            return
        keys = self.session.staff_keys
        self.run_in_thread(
            lambda: keys.add(name, key), self.dismiss, failed=self.refused, kind="save"
        )

    def refused(self, error: KehaoError) -> None:
        """Say why, and let the person mend it."""
        self.query_one("#line", Input).focus()
        self.show_error(error)

"""Who is signed in: one's own sessions, or everybody's for those who see accounts; ending them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from textual.app import ComposeResult

from store.sign_in.sessions import OpenSession
from tui.actions import bindings_for
from tui.locale import t
from tui.screens.confirm import ConfirmDialog
from tui.screens.page import KehaoPage
from tui.widgets.info_line import InfoLine
from tui.widgets.log_words import moment_words, whence
from tui.widgets.page_columns import Column
from tui.widgets.row_table import RowTable


class SessionsPage(KehaoPage[None]):
    """The open sessions, oldest first."""

    SCOPE = "sessions"
    SECTION = "Who is signed in"
    BINDINGS = bindings_for("sessions")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[OpenSession] = []

    def compose_body(self) -> ComposeResult:
        """A line on what is here, then the list."""
        yield InfoLine()
        yield RowTable(opens=False)

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(RowTable).focus()
        self.action_reload()

    def action_reload(self) -> None:
        """Read again."""
        session = self.session
        everybody = session.may("staff.read") or session.may("staff.edit")
        read = session.sessions.everybody if everybody else session.sessions.own
        self.run_in_thread(read, self._show, kind="list")

    def _show(self, found: list[OpenSession]) -> None:
        self.open = found
        zone = self.session.zone
        columns = (
            Column("name", t("Name"), 12, grows=True, most=32),
            Column("since", t("Since"), 16),
            Column("seen", t("Last seen"), 16),
            Column("client", t("From"), 12, grows=True, most=45),
            Column("own", t("This one"), 8),
        )
        rows = [
            (
                one.name,
                moment_words(one.started, zone)[:16],
                _seen(one, zone),
                whence(one.client),
                t("yes") if one.own else "",
            )
            for one in found
        ]
        self.query_one(RowTable).show(columns, rows)
        said = t("{count} sessions, oldest first", count=len(found))
        self.query_one(InfoLine).say(said)

    def action_end(self) -> None:
        """End the one under the cursor, after asking."""
        place = self.query_one(RowTable).index
        if place is None or place >= len(self.open):
            return
        one, sessions = self.open[place], self.session.sessions

        def sure(yes: bool | None) -> None:
            if yes:
                self.run_in_thread(
                    lambda: sessions.end(one.id), lambda _: self.action_reload(), kind="end"
                )

        lines = [t("What was not saved there is lost.")]
        question = t(
            "End the session of {name} from {client}?", name=one.name, client=whence(one.client)
        )
        self.app.push_screen(ConfirmDialog(question, lines, verb=t("End it")), sure)


def _seen(one: OpenSession, zone: ZoneInfo) -> str:
    """When somebody was last there; whoever looks at this is there."""
    if one.own:
        return t("just now")
    return moment_words(one.last_seen, zone)[:16] if one.last_seen else ""

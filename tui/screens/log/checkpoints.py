"""Checkpoints of the operation log: those that were made, a new one, and the proof by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tui.actions import bindings_for
from tui.keys.names import key_shown, key_text
from tui.locale import language, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.form import ENTER, EnterGoesOn
from tui.screens.log.verify_work import VerifyWork
from tui.screens.page import KehaoPage
from tui.widgets.info_line import InfoLine
from tui.widgets.log_words import moment_words
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from store.log.checkpoints import Kept


class CheckpointsPage(KehaoPage[None], VerifyWork):
    """The checkpoints that the store remembers, newest first."""

    SCOPE = "checkpoints"
    SECTION = "Checkpoints"
    BINDINGS = bindings_for("checkpoints")
    DEFAULT_CSS = "CheckpointsPage .hint { padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.kept: Sequence[Kept] = ()

    def compose_body(self) -> ComposeResult:
        """How old the newest is, then all of them, and what they are good for."""
        yield InfoLine()
        yield RowTable()
        hint = t(
            "Those the store remembers prove nothing: verify by ones that were kept elsewhere."
        )
        yield Static(content(hint), classes="hint")

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(RowTable).focus()
        self.action_reload()

    def action_reload(self) -> None:
        """Read again."""
        self.run_in_thread(self.session.checkpoints.list, self._show, kind="list")

    def _show(self, found: Sequence[Kept]) -> None:
        self.kept = found[::-1]
        zone = self.session.zone
        columns = (
            Column("seq", t("No."), 8, right=True),
            Column("at", t("Time"), 16),
            Column("file", t("File"), 16, grows=True, most=48),
            Column("head", t("Head"), 12, grows=True, most=64),
        )
        rows = [
            (
                f"{one.checkpoint.seq}",
                moment_words(one.checkpoint.at, zone)[:16],
                one.file or t("System log"),
                one.checkpoint.head,
            )
            for one in self.kept
        ]
        table = self.query_one(RowTable)
        can = self.check_action("new", ())
        keys = self.kehao.keymap.keys_of("checkpoints.new")
        key = key_text(key_shown(keys, language())) if keys else t("in Ctrl-P")
        table.empty_lines = (t("{key}: make one now.", key=key),) if can else ()
        table.show(columns, rows)
        self.query_one(InfoLine).say(self._newest())

    def _newest(self) -> str:
        if not self.kept:
            return t("No checkpoint was made yet.")
        newest = self.kept[0].checkpoint
        return t(
            "The newest is of operation {seq}, {age}. Checkpoints: {count}.",
            seq=newest.seq,
            age=age_words(newest.at, datetime.now(UTC)),
            count=f"{len(self.kept):,}",
        )

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        """All that one says, for comparing it with a copy on paper."""
        from tui.screens.message import MessageDialog

        place = self.query_one(RowTable).index
        if place is None or place >= len(self.kept):
            return
        one = self.kept[place]
        lines = [
            f"{t('Time')}{t(': ')}{moment_words(one.checkpoint.at, self.session.zone)}",
            f"{t('File')}{t(': ')}{one.file or t('System log')}",
            f"{t('Public key')}{t(': ')}{one.checkpoint.public}",
            f"{t('Head')}{t(': ')}",
        ]
        title = t("Checkpoint of operation {seq}.", seq=one.checkpoint.seq)
        self.app.push_screen(MessageDialog(title, lines, strong=one.checkpoint.head))

    # -- a new one ------------------------------------------------------------------------------

    def action_new(self) -> None:
        """Make one now, to a file or a folder that is asked for."""
        from store.files.confinement import named
        from tui.screens.ask import AskDialog

        checkpoints = self.session.checkpoints

        def given(text: str | None) -> None:
            if text:
                path = named(text).absolute()
                self.run_in_thread(lambda: checkpoints.make(path), self._made, kind="save")

        def ask(folder: str) -> None:
            lines = [
                t("A file is added to, in a folder a new one is made."),
                t("It is worth most where nobody who can reach the store can change it."),
            ]
            self.app.push_screen(
                AskDialog(t("Where the checkpoint goes"), lines, value=folder), given
            )

        self.run_in_thread(lambda: checkpoints.settings().folder, ask, kind="form")

    def _made(self, made: Kept) -> None:
        self.show_note(
            t(
                "Checkpoint of operation {seq}, written to {file}.",
                seq=made.checkpoint.seq,
                file=plain(made.file),
            )
        )
        self.action_reload()

    # -- the proof ------------------------------------------------------------------------------

    def action_verify(self) -> None:
        """Verify the log, by checkpoints if some are named."""

        def given(by: tuple[str, str] | None) -> None:
            if by is not None:
                self.verify(*by)

        self.app.push_screen(VerifyDialog(), given)


class VerifyDialog(KehaoDialog[tuple[str, str]], EnterGoesOn[tuple[str, str]]):
    """Answers with a file or folder of checkpoints and the public key; both can be empty."""

    TITLE_TEXT = "Verify the operation log"
    BINDINGS = [*bindings_for("dialog"), ENTER]
    DEFAULT_CSS = "VerifyDialog .hint { margin-top: 1; }"

    def compose_body(self) -> ComposeResult:
        """Two fields that can stay empty."""
        yield Static(
            content(t("File or folder of checkpoints that were kept elsewhere")), classes="label"
        )
        yield Input(id="file", select_on_focus=False)
        yield Static(content(t("Public key that signed them")), classes="label")
        yield Input(id="public", select_on_focus=False, max_length=128)
        hint = t(
            "Empty: the log is proven by its own chain alone, which shows no end that was cut off "
            "and no older database put back. Enter goes on."
        )
        yield Static(content(hint), classes="hint")

    def submit(self) -> None:
        """Go on, unless a key stands alone."""
        from store.files.confinement import named

        file, public = (
            self.query_one(f"#{name}", Input).value.strip() for name in ("file", "public")
        )
        if public and not file:
            self.query_one("#file").focus()
            self.show_error(t("A public key goes with checkpoints: name their file as well."))
            return
        self.dismiss((str(named(file).absolute()) if file else "", public))


def age_words(at: str, now: datetime) -> str:
    """How long ago a UTC moment is: minutes, then hours, then days."""
    minutes = max(0, int((now - datetime.fromisoformat(at)).total_seconds() // 60))
    if minutes < 60:
        return t("{count} min old", count=minutes)
    if minutes < 48 * 60:
        return t("{count} h old", count=minutes // 60)
    return t("{count} days old", count=minutes // (24 * 60))

"""One-time codes at one's sign-in: set up with a QR code, renewed, switched off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from store.errors import KehaoError
from store.staff.second_factor import FactorStanding, Setup
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.terminal.qr import qr_lines

Result = TypeVar("Result")

ROUND_THE_CODE = 6
"""Lines that frame, title and keys take above and below the QR code."""
PRESSED = 4
"""The same without the empty lines between them."""


class SetUpCodesDialog(KehaoDialog[bool]):
    """Shows a secret, takes its first code, then shows the recovery codes. Answers True then."""

    TITLE_TEXT = "One-time codes"
    WIDE = True
    BINDINGS = bindings_for("dialog")
    DEFAULT_CSS = """
    SetUpCodesDialog Static { height: auto; }
    SetUpCodesDialog Horizontal { height: auto; }
    SetUpCodesDialog #qr { width: auto; color: #ffffff; background: #000000; margin-right: 2; }
    SetUpCodesDialog #beside { width: 1fr; height: auto; }
    """

    def __init__(self, *, forced: bool = False) -> None:
        super().__init__()
        self._forced = forced
        self._on = False

    def compose_body(self) -> ComposeResult:
        """The QR code with what to do beside it."""
        with Horizontal():
            yield Static(id="qr")
            with Vertical(id="beside"):
                yield Static(id="what")
                yield Static(id="secret")
                yield Input(max_length=32, disabled=True)

    def on_mount(self) -> None:
        """Ask for a secret."""
        factor = self.session.second_factor
        self.run_in_thread(factor.begin, self._begun, failed=self._cannot, kind="begin")

    def _begun(self, setup: Setup) -> None:
        room = self.size.height
        lines = qr_lines(setup.uri, room - PRESSED)
        fits = len(lines) <= room - PRESSED and self.size.width >= 76
        self.set_class(fits and len(lines) > room - ROUND_THE_CODE, "-pressed")
        self.query_one("#qr").display = fits
        if fits:
            self.query_one("#qr", Static).update(content("\n".join(lines), lines=True))
        else:
            rows = len(lines) + PRESSED
            self.show_note(
                t("In a larger window (76 by {rows}) there is a QR code to scan.", rows=rows)
            )
        what = t("Scan it with the authenticator app of your phone, or type this secret into it:")
        if self._forced:
            what = t("Your role takes a one-time code to sign in.") + "\n" + what
        self.query_one("#what", Static).update(content(what, lines=True))
        ask = t("Then the code that the app shows, and Enter:")
        self.query_one("#secret", Static).update(content(f"{setup.secret}\n\n{ask}", lines=True))
        self._ready()

    def _ready(self) -> None:
        field = self.query_one(Input)
        field.value = ""
        field.disabled = False
        field.focus()

    def _cannot(self, error: KehaoError) -> None:
        self.query_one("#what", Static).update(content(""))
        self.show_error(error)

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        code, factor = event.value, self.session.second_factor
        if self._on:
            self.dismiss(True)
        elif code.strip():
            event.input.disabled = True
            self.run_in_thread(
                lambda: factor.confirm(code), self._confirmed, failed=self._wrong, kind="confirm"
            )

    def _wrong(self, error: KehaoError) -> None:
        self._ready()
        self.show_error(error)

    def _confirmed(self, codes: list[str]) -> None:
        self._on = True
        self.remove_class("-pressed")
        self.query_one("#qr").display = False
        self.query_one("#what", Static).update(content(codes_text(codes), lines=True))
        self.query_one("#secret", Static).update(content(t("Enter: I have copied them.")))
        self.clear_message()
        self._ready()

    def action_close(self) -> None:
        """Leave; what was not confirmed is not in force."""
        self.dismiss(self._on)


class CodesDialog(KehaoDialog[bool]):
    """For who has codes: how many recovery codes are left, new ones, and switching off.

    Answers True when they were switched off.
    """

    SCOPE = "codes"
    TITLE_TEXT = "One-time codes"
    BINDINGS = bindings_for("codes")
    DEFAULT_CSS = "CodesDialog Static { height: auto; } CodesDialog #codes { margin: 1 0; }"

    def __init__(self, standing: FactorStanding) -> None:
        super().__init__()
        self._standing = standing

    def compose_body(self) -> ComposeResult:
        """How things stand."""
        left = t(
            "You sign in with one-time codes. Recovery codes left: {count}.",
            count=self._standing.recovery_codes,
        )
        yield Static(content(left), id="how")
        yield Static(id="codes")

    def action_renew(self) -> None:
        """New recovery codes, for a code of now."""
        factor = self.session.second_factor
        self._ask(t("New recovery codes"), factor.renew_recovery, self._renewed)

    def action_switch_off(self) -> None:
        """Sign in without codes from now on."""
        factor = self.session.second_factor
        self._ask(t("Switch off"), factor.switch_off, lambda _: self.dismiss(True))

    def _ask(
        self, title: str, work: Callable[[str], Result], done: Callable[[Result], object]
    ) -> None:
        from tui.screens.ask import AskDialog

        def given(code: str | None) -> None:
            if code:
                self.run_in_thread(lambda: work(code), done, kind="codes")

        self.app.push_screen(AskDialog(title, [t("The code that the app shows now:")]), given)

    def _renewed(self, codes: list[str]) -> None:
        self.query_one("#codes", Static).update(content(codes_text(codes), lines=True))


def codes_text(codes: Sequence[str]) -> str:
    """The recovery codes in two columns under a sentence on what they are for."""
    pairs = zip(codes[::2], codes[1::2], strict=True)
    head = t("Recovery codes for a lost phone, each for one time, shown this once:")
    return "\n".join([head, "", *(f"  {one}    {two}" for one, two in pairs)])

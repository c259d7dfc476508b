"""Doors of Textual that an app which locks people in keeps shut.

Opening a browser, writing a screenshot, sending a file, going to the shell, loading a driver or
developer tools: each would run or write something outside Kehao for whoever sits at the terminal.
And a traceback, which would show data: a fault is one line (`tui.crash`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.driver import Driver
from textual.screen import Screen

from tui import crash
from tui.keys.wide import WideKeys
from tui.locale import t


class ClosedDoors(WideKeys):
    """An app without the ways out that Textual's own has."""

    ENABLE_COMMAND_PALETTE = False
    COMMANDS = set()
    NOTIFICATION_TIMEOUT = 6
    ENABLE_SELECT_AUTO_SCROLL = False

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self.features = frozenset()
        self.devtools = None
        self._devtools_redirector = None
        self.animation_level = "none"

    def get_driver_class(self) -> type[Driver]:
        """The terminal's own driver, whatever the environment names."""
        from textual.drivers.linux_driver import LinuxDriver

        return LinuxDriver

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Opens nothing."""

    def save_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> str:
        """Writes nothing."""
        return ""

    def deliver_text(self, *args: Any, **kwargs: Any) -> str | None:
        """Sends nothing."""
        return None

    def deliver_binary(self, *args: Any, **kwargs: Any) -> str | None:
        """Sends nothing."""
        return None

    def deliver_screenshot(self, *args: Any, **kwargs: Any) -> str | None:
        """Sends nothing."""
        return None

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Writes nothing."""

    def copy_to_clipboard(self, text: str) -> None:
        """Hand a marked text to the person's own terminal, and say no more than is known.

        There is no other way over SSH: the terminal may take it (OSC 52) or may be set not to.
        """
        from tui.terminal import clipboard

        to = clipboard.terminal(os.environ)
        if len(text.encode("utf-8", "replace")) > clipboard.MOST:
            self.notify(t("That is too much for a terminal's clipboard: mark less, or export."))
            return
        self._clipboard = text
        if self._driver is None:
            return
        self.to_terminal(clipboard.sequence(text, to))
        if to == "none":
            self.notify(clipboard.doubt(text, to))
        else:
            self.notify(t("Handed to your terminal's clipboard; some terminals do not take it."))

    def to_terminal(self, sequence: str) -> None:
        """Write what moves no cursor and shows nothing, such as `terminal.clipboard.sequence`."""
        if self._driver is not None and sequence:
            self._driver.write(sequence)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Stays on the screen."""
        yield

    def action_suspend_process(self) -> None:
        """Stays in the foreground."""

    def action_command_palette(self) -> None:
        """Ours is `tui.screens.palette`; Textual's offers a screenshot."""

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[Any]:
        """None of Textual's own."""
        yield from ()

    def action_show_help_panel(self) -> None:
        """Ours is `tui.screens.help`."""

    def _handle_exception(self, error: Exception) -> None:
        """One line that holds no data, instead of Textual's traceback with every local.

        What fails once the app is on its way out (a screen's callback that finds its widgets gone)
        tells nobody anything and changes nothing: why it leaves, and with which code, is decided.
        """
        if self._exit:
            self._close_messages_no_wait()
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self._exit_renderables[:] = [crash.line(error)]
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """Textual's other way to a traceback."""
        error = sys.exc_info()[1]
        self._handle_exception(error if isinstance(error, Exception) else RuntimeError())

    def _print_error_renderables(self) -> None:
        """The line as it is: Textual would wrap it."""
        for renderable in self._exit_renderables:
            print(renderable, file=sys.__stderr__)
        self._exit_renderables.clear()

    def panic(self, *renderables: Any) -> None:
        """The terminal's reader failed: the connection is gone, there is nobody to tell."""
        self.hang_up("connection lost")

    def hang_up(self, why: str) -> None:
        """Leave at once, saying nothing."""
        self.exit(return_code=129)

"""Doors of Textual that an app which locks people in keeps shut.

Opening a browser, writing a screenshot, sending a file, going to the shell, loading a driver or
developer tools: each would run or write something outside Kehao for whoever sits at the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App
from textual.driver import Driver
from textual.screen import Screen


class ClosedDoors(App[None]):
    """An app without the ways out that Textual's own has."""

    ENABLE_COMMAND_PALETTE = False
    COMMANDS = set()
    NOTIFICATION_TIMEOUT = 6
    ENABLE_SELECT_AUTO_SCROLL = False

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class, watch_css=False)
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

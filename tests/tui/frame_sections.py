"""Small sections that stand in for the real ones where only the frame around them is tested."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, OptionList

from tui.actions import bindings_for
from tui.screens.base import KehaoScreen

SECRET = "机密客户"


class CustomersSection(KehaoScreen):
    """Shows a customer, and can be made to fail."""

    SCOPE = "customers"
    SECTION = "Customers"
    BINDINGS = [*bindings_for("customers"), ("f11", "fail")]
    loss: ClassVar[str] = ""

    def compose_body(self) -> ComposeResult:
        yield OptionList(SECRET, "[/x] [@click=app.quit()]x[/]", markup=False)
        yield Input(id="search")

    def unsaved(self) -> str:
        return self.loss

    def action_fail(self) -> None:
        customer = SECRET
        raise ValueError(f"{customer} cannot be shown")


class RulesSection(KehaoScreen):
    """Another section."""

    SCOPE = "rules"
    SECTION = "Code rules"

    def compose_body(self) -> ComposeResult:
        yield OptionList("a rule")

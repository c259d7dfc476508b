"""Small sections that stand in for the real ones where only the frame around them is tested."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.widgets import Input, OptionList

from tui.actions import bindings_for
from tui.screens.base import KehaoScreen

if TYPE_CHECKING:
    from tui.app import KehaoApp

SECRET = "机密客户"


class CustomersSection(KehaoScreen):
    """Shows a customer, and can be made to fail."""

    SCOPE = "customers"
    SECTION = "Customers"
    BINDINGS = [*bindings_for("customers"), ("f11", "fail"), ("f20", "fail_in_leaving")]
    loss: ClassVar[str] = ""

    def compose_body(self) -> ComposeResult:
        yield OptionList(SECRET, "[/x] [@click=app.quit()]x[/]", markup=False)
        yield Input(id="search")

    def unsaved(self) -> str:
        return self.loss

    def action_fail(self) -> None:
        customer = SECRET
        raise ValueError(f"{customer} cannot be shown")

    def action_fail_in_leaving(self) -> None:
        cast("KehaoApp", self.app).hang_up("connection lost")
        self.action_fail()


class RulesSection(KehaoScreen):
    """Another section."""

    SCOPE = "rules"
    SECTION = "Code rules"

    def compose_body(self) -> ComposeResult:
        yield OptionList("a rule")

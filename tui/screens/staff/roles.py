"""Roles as a matrix: permissions down the side, roles across, saved together after a look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from store.staff.roles import PERMISSIONS
from tui.actions import bindings_for
from tui.locale import t
from tui.screens.page import KehaoPage
from tui.screens.staff.staff import role_label
from tui.widgets.matrix import Matrix

if TYPE_CHECKING:
    from store.staff.role_editing import Role


class RolesPage(KehaoPage[None]):
    """Changes are marked with a star and are in force when they are saved."""

    SCOPE = "roles"
    SECTION = "Roles"
    BINDINGS = bindings_for("roles")
    DEFAULT_CSS = "RolesPage #detail { height: 2; padding: 0 1; color: $quiet; }"

    def __init__(self) -> None:
        super().__init__()
        self.roles: dict[str, Role] = {}

    def compose_body(self) -> ComposeResult:
        """The matrix, and a sentence on the crossing under the cursor."""
        yield Matrix()
        yield Static(id="detail")

    def on_mount(self) -> None:
        """Read the roles."""
        self._reload()

    def _reload(self, role: str = "") -> None:
        self.run_in_thread(
            self.session.staff.roles, lambda roles: self._read(roles, role), kind="list"
        )

    def _read(self, roles: Sequence[Role], role: str) -> None:
        self.roles = {role.name: role for role in roles}
        matrix = self.query_one(Matrix)
        matrix.show(
            [(name, t(words)) for name, words in PERMISSIONS.items()],
            [(role.name, role_label(role.name)) for role in roles],
            {role.name: role.permissions for role in roles},
        )
        if role in self.roles:
            matrix.action_move(0, list(self.roles).index(role) - matrix.column)
        matrix.focus()

    def unsaved(self) -> str:
        """Roles that were changed and not saved."""
        changed = self.query_one(Matrix).changed()
        return t("Changed roles are not saved: {names}.", names=_names(changed)) if changed else ""

    @on(Matrix.Moved)
    def _moved(self, event: Matrix.Moved) -> None:
        at = event.matrix.current
        if at is None:
            return
        permission, role = at
        has = permission in event.matrix.held[role]
        what = t(PERMISSIONS[permission])
        label = role_label(role)
        if has:
            sentence = t("{role} may: {what}.", role=label, what=what)
        else:
            sentence = t("{role} may not: {what}.", role=label, what=what)
        changed = event.matrix.changed()
        self.query_one("#detail", Static).update(
            Content.assemble(
                sentence,
                "\n",
                (
                    t("Not saved yet: {names}. Ctrl-S saves.", names=_names(changed))
                    if changed
                    else t("Space gives or takes; nothing is in force before Ctrl-S."),
                    "$warning" if changed else "",
                ),
            )
        )

    def action_take(self) -> None:
        """Give or take what is under the cursor."""
        self.query_one(Matrix).toggle()

    def action_save(self) -> None:
        """Show what will be different, then save."""
        from tui.screens.confirm import ConfirmDialog

        matrix = self.query_one(Matrix)
        changed = matrix.changed()
        if not changed:
            self.show_note(t("Nothing was changed."))
            return
        lines = []
        for role, (given, taken) in changed.items():
            if given:
                what = _words(given)
                lines.append(t("{role} may from now on: {what}.", role=role_label(role), what=what))
            if taken:
                what = _words(taken)
                lines.append(t("{role} may no longer: {what}.", role=role_label(role), what=what))
        wanted = {role: sorted(matrix.held[role]) for role in changed}
        staff = self.session.staff

        def save() -> None:
            for role, permissions in wanted.items():
                staff.save_role(role, permissions)

        def go(yes: bool | None) -> None:
            if yes:
                self.run_in_thread(save, lambda _: self._saved(), kind="save")

        self.app.push_screen(ConfirmDialog(t("Save these roles?"), lines, verb=t("Save")), go)

    def _saved(self) -> None:
        self.show_note(t("The roles are saved and in force."))
        self._reload()

    def action_new(self) -> None:
        """A role of the house's own, which begins with what the one under the cursor may do."""
        from tui.screens.ask import AskDialog

        at = self.query_one(Matrix).current
        if self._keep_first() or at is None:
            return
        permissions = sorted(self.roles[at[1]].permissions)
        staff = self.session.staff

        def check(name: str) -> str:
            return t("There is a role {name} already.", name=name) if name in self.roles else ""

        def named(name: str | None) -> None:
            if name:
                self.run_in_thread(
                    lambda: staff.save_role(name, permissions),
                    lambda role: self._made(role.name),
                    kind="save",
                )

        line = t("It begins with what {role} may do.", role=role_label(at[1]))
        self.app.push_screen(AskDialog(t("Name of the new role"), [line], check=check), named)

    def _made(self, name: str) -> None:
        self.show_note(t("The role {name} is there: give and take, then save.", name=name))
        self._reload(name)

    def action_remove(self) -> None:
        """Remove the role under the cursor, after a question; the shipped ones stay."""
        from tui.screens.confirm import ConfirmDialog

        at = self.query_one(Matrix).current
        if self._keep_first() or at is None:
            return
        name, staff = at[1], self.session.staff

        def go(yes: bool | None) -> None:
            if yes:
                self.run_in_thread(
                    lambda: staff.remove_role(name),
                    lambda _: self._removed(name),
                    kind="save",
                )

        if self.roles[name].shipped:
            self.show_error(
                t("The role {name} is shipped and stays: edit it.", name=role_label(name))
            )
            return
        question = t("Remove the role {name}?", name=role_label(name))
        line = t("Only a role that nobody has can be removed.")
        self.app.push_screen(ConfirmDialog(question, [line], verb=t("Remove")), go)

    def _removed(self, name: str) -> None:
        self.show_note(t("The role {name} is removed.", name=name))
        self._reload()

    def _keep_first(self) -> bool:
        if loss := self.unsaved():
            self.show_error(loss + " " + t("Save with Ctrl-S first."))
        return bool(loss)

    def action_close(self) -> None:
        """Back; asks first when something would be lost."""
        from tui.screens.confirm import ConfirmDialog

        def go(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        if loss := self.unsaved():
            question = ConfirmDialog(t("Leave without saving?"), [loss], verb=t("Leave"))
            self.app.push_screen(question, go)
        else:
            self.dismiss(None)


def _words(permissions: Iterable[str]) -> str:
    return "; ".join(t(PERMISSIONS[name]) for name in permissions)


def _names(changed: dict[str, tuple[list[str], list[str]]]) -> str:
    return ", ".join(map(role_label, changed))

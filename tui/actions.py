"""The one registry of what a person can do by a key.

An action's id is `scope.name`. The scope is that of a screen or widget (its `SCOPE`), the name is
its method `action_name`. The registry feeds the bindings, the row of keys at the bottom, the help,
the palette and the file by which a person changes keys; nothing else names a key.

To add one: a row in `ACTIONS`, a method on the screen, `BINDINGS = bindings_for(SCOPE)`, and the
label's Chinese. Keys are written as Textual does (`ctrl+s`, `f2`, `slash`, `j,down`), portable
ones only: no ctrl+shift, no ctrl+digit, nothing that tmux, terminals or input methods take. Every
key that a screen's own widgets (an input, a list) understand by themselves needs no row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.binding import BindingType

LOG_READING: Final = ("log.own", "log.team", "log.admin", "log.all")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a key, the palette or a click can start.

    id: `scope.name`, see above; never changed once released, people's key files name it.
    keys: the keys as shipped, separated by commas; empty for the palette alone.
    label: two or three English words, the key to the Chinese ones.
    permissions: of which one is enough; without any of them the action is greyed out. The store
        decides for itself, this is only what is shown.
    destructive: asks in a dialog that Enter does not confirm.
    footer: shown in the row of keys at the bottom, as long as there is room.
    priority: works wherever the focus is, in dialogs too.
    """

    id: str
    keys: str
    label: str
    permissions: tuple[str, ...] = ()
    destructive: bool = False
    footer: bool = False
    priority: bool = False

    @property
    def scope(self) -> str:
        """Where it can be done: `app`, a screen or a widget."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The method that does it, without `action_`."""
        return self.id.partition(".")[2]


SCOPES: Final[dict[str, str]] = {
    "app": "Everywhere",
    "customers": "Customers",
    "customer": "One customer",
    "form": "Customer form",
    "filters": "Filters",
    "calendar": "Calendar",
    "query_editor": "Query",
    "columns": "Columns",
    "views": "Saved views",
    "frequency": "Frequency sheet",
    "compare": "Two side by side",
    "jump": "Jump",
    "bulk_value": "Value for many",
    "bulk": "Change to many",
    "conflict": "Two changes at once",
    "choose": "Choice",
    "merge": "Merging",
    "renumber": "Renumbering",
    "reservations": "Reservations",
    "import_file": "Import",
    "table": "Table",
    "rules": "Code rules",
    "rule_editor": "One rule",
    "code_tables": "Code tables",
    "held": "Held-back numbers",
    "audit": "Audit of the codes",
    "learn": "Learn from existing codes",
    "trial": "Dry run",
    "log": "Operation log",
    "operation": "One operation",
    "own_changes": "My own changes",
    "copying": "Copying",
    "staff": "Staff",
    "roles": "Roles",
    "fields": "Fields",
    "sheet": "Form",
    "checks": "Several of a list",
    "steps": "One of a few",
    "tour": "Tour",
    "settings": "Settings",
    "sign_in": "Sign in",
    "lock": "Locked",
    "dialog": "Dialogs",
    "confirm": "Confirmation",
    "progress": "Long work",
    "first_run": "First start",
}
"""Where actions belong, in the order the help shows them, each with its English title."""

ACTIONS: Final[tuple[Action, ...]] = (
    Action("app.customers", "f2", "Customers", ("customer.read",)),
    Action("app.rules", "f3", "Code rules", ("rule.read",)),
    Action("app.log", "f4", "Operation log", LOG_READING),
    Action("app.staff", "f5", "Staff", ("staff.read",)),
    Action("app.fields", "f6", "Fields", ("field.edit",)),
    Action("app.settings", "f9", "Settings"),
    Action("app.palette", "ctrl+p", "All commands", footer=True),
    Action("app.help", "f1,question_mark", "Help", footer=True),
    Action("app.lock", "ctrl+l", "Lock", priority=True),
    Action("app.redraw", "", "Draw the screen again"),
    Action("app.tour", "", "Take the tour"),
    Action("app.sign_out", "", "Sign out"),
    Action("app.quit", "ctrl+q", "Quit", priority=True),
    # customers
    Action("filters.mark", "space", "Select", footer=True),
    Action("filters.leave_out", "x,minus", "Leave out", footer=True),
    Action("filters.find", "slash", "Find a value", footer=True),
    Action("filters.clear", "backspace,delete", "Clear this field", footer=True),
    Action("filters.clear_all", "X", "Clear all"),
    Action("filters.close", "escape", "Back", footer=True),
    Action("calendar.mark", "space", "First, then last", footer=True),
    Action("calendar.month", "m,ctrl+k", "Whole month", footer=True),
    Action("calendar.quarter", "q,ctrl+g", "Whole quarter", footer=True),
    Action("calendar.year", "y,ctrl+y", "Whole year", footer=True),
    Action("calendar.today", "t,ctrl+t", "Today"),
    Action("calendar.left", "left,h", "The day before"),
    Action("calendar.right", "right,l", "The day after"),
    Action("calendar.up", "up,k", "A week earlier"),
    Action("calendar.down", "down,j", "A week later"),
    Action("calendar.month_before", "pageup,left_square_bracket", "The month before"),
    Action("calendar.month_after", "pagedown,right_square_bracket", "The month after"),
    Action("calendar.year_before", "less_than_sign", "The year before"),
    Action("calendar.year_after", "greater_than_sign", "The year after"),
    Action("query_editor.apply", "ctrl+s", "Apply", footer=True),
    Action("query_editor.examples", "f8", "Examples", footer=True),
    Action("query_editor.close", "escape", "Leave as it was", footer=True),
    Action("table.down", "down,j", "Down"),
    Action("table.up", "up,k", "Up"),
    Action("table.page_down", "pagedown,ctrl+f", "Page down"),
    Action("table.page_up", "pageup,ctrl+b", "Page up"),
    Action("table.half_down", "ctrl+d", "Half a page down"),
    Action("table.half_up", "ctrl+u", "Half a page up"),
    Action("table.first", "home,g", "First row"),
    Action("table.last", "end,G", "Last row"),
    Action("table.right", "right,l", "Columns to the right"),
    Action("table.left", "left,h", "Columns to the left"),
    Action("table.open", "enter", "Open", footer=True),
    Action("table.mark", "space", "Select", footer=True),
    Action("table.range", "v", "Select a range"),
    Action("table.extend_down", "shift+down,J", "Select downwards"),
    Action("table.extend_up", "shift+up,K", "Select upwards"),
    Action("table.all", "asterisk", "Select all found"),
    Action("customers.search", "slash", "Search", footer=True),
    Action("customers.new", "n,ctrl+n", "New", ("customer.add",), footer=True),
    Action("customers.edit", "e,ctrl+e", "Edit", ("customer.edit",), footer=True),
    Action("customers.filters", "f,f8", "Filter", footer=True),
    Action("customers.query", "E", "Edit the query"),
    Action("customers.sort", "s,ctrl+t", "Sort", footer=True),
    Action("customers.columns", "c,ctrl+k", "Columns", footer=True),
    Action("customers.views", "w,ctrl+w", "Views", footer=True),
    Action("customers.history", "y,ctrl+y", "History", footer=True),
    Action(
        "customers.change_many",
        "b,ctrl+g",
        "Change many",
        ("customer.edit", "customer.archive", "export.run", "code.renumber"),
        footer=True,
    ),
    Action("customers.add_tag", "t", "Put a tag on", ("customer.edit",)),
    Action("customers.remove_tag", "T", "Take a tag off", ("customer.edit",)),
    Action("customers.archive", "x,delete", "Archive", ("customer.archive",), destructive=True),
    Action("customers.restore", "", "Bring back", ("customer.archive",)),
    Action("customers.delete", "", "Delete for good", ("customer.delete",), destructive=True),
    Action("customers.change_code", "C", "Change the code", ("code.change",)),
    Action("customers.merge", "M", "Merge", ("customer.merge",)),
    Action("customers.renumber", "N", "Renumber", ("code.renumber",)),
    Action("customers.void_code", "", "Make a code void", ("code.reserve",), destructive=True),
    Action("customers.reservations", "R", "Reservations", ("code.reserve", "customer.add")),
    Action("customers.reverse", "S", "Turn the order round"),
    Action("customers.pane", "p", "Quick look"),
    Action("customers.reload", "r", "Read again"),
    Action("customers.import_file", "i", "Import", ("import.run",)),
    Action("customers.export_file", "o", "Export", ("export.run",)),
    Action("customers.undo", "u,f7", "Undo my last change", LOG_READING),
    Action("customers.redo", "ctrl+r", "Do again what I undid", LOG_READING),
    Action("customers.own_changes", "U", "My own changes", LOG_READING),
    Action("customers.copy", "Y", "Copy", ("customer.read",)),
    Action("customers.frequency", "F", "Count the column's values"),
    Action("customers.compare", "equals_sign", "Compare two"),
    Action("customers.jump", "colon", "Jump to"),
    Action("customers.column_left", "H", "Column to the left"),
    Action("customers.column_right", "L", "Column to the right"),
    Action("customers.narrower", "less_than_sign", "Column narrower"),
    Action("customers.wider", "greater_than_sign", "Column wider"),
    Action("customers.freeze", "z", "Freeze the column"),
    Action("customers.hide_column", "minus", "Hide the column"),
    Action("customers.sort_up", "left_square_bracket", "Sort up by the column"),
    Action("customers.sort_down", "right_square_bracket", "Sort down by the column"),
    Action("customers.view_0", "0", "All customers"),
    *(Action(f"customers.view_{key}", str(key), f"View {key}") for key in range(1, 10)),
    Action("customers.back", "escape", "Back"),
    Action("customer.edit", "e,ctrl+e", "Edit", ("customer.edit",), footer=True),
    Action("customer.reveal", "m,f8", "Reveal", ("customer.reveal",), footer=True),
    Action("customer.history", "y,ctrl+y", "History", footer=True),
    Action("customer.change_code", "C", "Change the code", ("code.change",)),
    Action("customer.archive", "x", "Archive", ("customer.archive",), destructive=True),
    Action("customer.restore", "", "Bring back", ("customer.archive",)),
    Action("customer.delete", "", "Delete for good", ("customer.delete",), destructive=True),
    Action("customer.copy", "Y", "Copy", ("customer.read",)),
    Action("customer.close", "escape,q", "Back", footer=True),
    Action("form.save", "ctrl+s", "Save", footer=True),
    Action("form.options", "ctrl+o", "List of values", footer=True),
    Action("form.close", "escape", "Close", footer=True),
    Action("columns.mark", "space", "Show or hide", footer=True),
    Action("columns.earlier", "K,shift+up", "Move up", footer=True),
    Action("columns.later", "J,shift+down", "Move down", footer=True),
    Action("columns.shipped", "backspace,delete", "As shipped", footer=True),
    Action("columns.save", "ctrl+s", "Save", footer=True),
    Action("columns.close", "escape", "Close", footer=True),
    Action("views.save", "s,ctrl+s", "Save this view", footer=True),
    Action("views.update", "u", "Update", footer=True),
    Action("views.rename", "r", "Rename", footer=True),
    Action("views.remove", "x,delete", "Remove", destructive=True, footer=True),
    Action("views.close", "escape", "Close", footer=True),
    Action("frequency.mark", "space", "Choose the value", footer=True),
    Action("frequency.exclude", "minus", "Leave out", footer=True),
    Action("frequency.turn", "s", "By value or number", footer=True),
    Action("frequency.period", "p", "Year, month, day", footer=True),
    Action("frequency.close", "escape,q", "Close", footer=True),
    Action("compare.merge", "M", "Merge", ("customer.merge",), footer=True),
    Action("compare.swap", "space", "Swap sides", footer=True),
    Action("compare.close", "escape,q", "Close", footer=True),
    Action("jump.earlier", "up", "What was typed before"),
    Action("jump.later", "down", "What was typed after"),
    Action("jump.close", "escape", "Close", footer=True),
    Action("bulk_value.save", "ctrl+s", "See what changes", footer=True),
    Action("bulk_value.options", "ctrl+o", "List of values", footer=True),
    Action("bulk_value.close", "escape", "Close", footer=True),
    Action("bulk.go", "ctrl+s,y", "Do it", footer=True),
    Action("bulk.close", "escape,n", "Leave", footer=True),
    Action("conflict.swap", "space", "Mine or theirs", footer=True),
    Action("conflict.save", "ctrl+s", "Save the choice", footer=True),
    Action("conflict.close", "escape", "Close", footer=True),
    Action("import_file.go", "ctrl+s", "Try it, then import", footer=True),
    Action("import_file.close", "escape", "Close", footer=True),
    Action("merge.swap", "space,s", "The other stays", footer=True),
    Action("merge.go", "ctrl+s", "Merge", footer=True),
    Action("merge.close", "escape,q", "Close", footer=True),
    Action("renumber.go", "ctrl+s", "Renumber", footer=True),
    Action("renumber.rule", "t,ctrl+t", "By which rule", footer=True),
    Action("renumber.write", "w,ctrl+w", "To a file", footer=True),
    Action("renumber.close", "escape,q", "Close", footer=True),
    Action("reservations.new", "n,ctrl+n", "Reserve", ("code.reserve",), footer=True),
    Action(
        "reservations.release",
        "x,delete",
        "Release",
        ("code.reserve",),
        destructive=True,
        footer=True,
    ),
    Action("reservations.every", "a,f8", "All or open", footer=True),
    Action("reservations.close", "escape,q", "Close", footer=True),
    Action("copying.code", "c", "Code", footer=True),
    Action("copying.cell", "e", "Cell", footer=True),
    Action("copying.row", "r", "Row", footer=True),
    Action("copying.csv", "v", "CSV", footer=True),
    Action("copying.tsv", "t", "TSV", footer=True),
    Action("copying.markdown", "m", "Markdown", footer=True),
    Action("copying.close", "escape,q", "Close", footer=True),
    Action("choose.close", "escape", "Close", footer=True),
    # rules
    Action("rules.apply", "a,f8", "Put in force", ("rule.edit",), footer=True),
    Action("rules.edit", "e,ctrl+e", "Edit", ("rule.edit",), footer=True),
    Action("rules.new", "n,ctrl+n", "New", ("rule.edit",), footer=True),
    Action("rules.retire", "d,delete", "Retire", ("rule.edit",), destructive=True, footer=True),
    Action("rules.earlier", "K,shift+up", "Move up", ("rule.edit",), footer=True),
    Action("rules.later", "J,shift+down", "Move down", ("rule.edit",), footer=True),
    Action("rules.tables", "t,ctrl+t", "Code tables", footer=True),
    Action("rules.forms", "m", "Codes by hand", ("rule.edit",)),
    Action("rules.versions", "v,ctrl+y", "Versions", footer=True),
    Action("rules.try_out", "D,ctrl+g", "Dry run", ("rule.edit",), footer=True),
    Action("rules.widen", "w", "One place wider", ("rule.edit",)),
    Action("rules.held", "H", "Held-back numbers", ("code.manual",)),
    Action("rules.examples", "x", "Examples", ("rule.edit",)),
    Action("rules.house", "o", "House policy", ("rule.edit",)),
    Action("rules.audit", "c,ctrl+k", "Audit the codes", ("code.audit",), footer=True),
    Action("rules.learn", "L", "Learn from codes", ("rule.edit",)),
    Action("rules.drop", "u", "Drop the draft", ("rule.edit",), destructive=True),
    Action("rules.own_changes", "U", "My own changes", LOG_READING),
    Action("rules.reload", "r", "Read again"),
    Action("rule_editor.save", "ctrl+s", "Keep in the draft", footer=True),
    Action("rule_editor.tokens", "ctrl+o", "Segments", footer=True),
    Action("rule_editor.tables", "ctrl+t", "Code tables", footer=True),
    Action("rule_editor.close", "escape", "Back", footer=True),
    Action("code_tables.edit", "e,ctrl+e", "Edit", ("rule.edit",), footer=True),
    Action("code_tables.new", "n,ctrl+n", "New", ("rule.edit",), footer=True),
    Action(
        "code_tables.remove", "d,delete", "Remove", ("rule.edit",), destructive=True, footer=True
    ),
    Action("code_tables.propose", "p,f8", "From pinyin", ("rule.edit",), footer=True),
    Action("code_tables.other", "tab", "Other list", footer=True),
    Action("code_tables.save", "ctrl+s", "Keep in the draft", ("rule.edit",), footer=True),
    Action("code_tables.close", "escape,q", "Back", footer=True),
    Action("held.give", "n,ctrl+n", "New customer with it", ("customer.add",), footer=True),
    Action("held.search", "slash", "Search", footer=True),
    Action("held.close", "escape,q", "Back", footer=True),
    Action("audit.kind", "f,f8", "Filter", footer=True),
    Action("audit.rule", "e,ctrl+e", "To the rule", footer=True),
    Action("audit.again", "r,f7", "Audit again", footer=True),
    Action("audit.close", "escape,q", "Back", footer=True),
    Action("learn.take", "ctrl+s", "Take into the draft", ("rule.edit",), footer=True),
    Action("learn.close", "escape", "Close", footer=True),
    Action("trial.yes", "y,ctrl+y", "Put in force", footer=True),
    Action("trial.no", "escape,n", "Leave as it is", footer=True),
    # log
    Action("log.search", "slash", "Filter", footer=True),
    Action("log.choose", "f,f8", "Choose a filter", footer=True),
    Action("log.person", "p,ctrl+o", "This person", footer=True),
    Action("log.action", "a,ctrl+t", "This action", footer=True),
    Action("log.object", "o,ctrl+k", "This object", footer=True),
    Action("log.day", "d,ctrl+w", "This day", footer=True),
    Action("log.group", "b", "This group"),
    Action("log.mine", "m", "My own"),
    Action("log.today", "t", "Today"),
    Action("log.week", "w", "Last seven days"),
    Action("log.clear", "x,backspace", "No filter", footer=True),
    Action("log.turn", "s,ctrl+g", "Turn the order round", footer=True),
    Action("log.undo", "u,f7", "Undo", footer=True),
    Action("log.undo_group", "U", "Undo the group"),
    Action("log.verify", "V", "Verify", ("log.verify", "log.all"), footer=True),
    Action("log.reload", "r", "Read again"),
    Action("log.back", "escape", "Back"),
    Action("own_changes.undo", "u,f7", "Undo", footer=True),
    Action("own_changes.redo", "ctrl+r", "Do again", footer=True),
    Action("own_changes.close", "escape,q", "Back", footer=True),
    Action("operation.older", "n,right,l", "Next", footer=True),
    Action("operation.newer", "p,left,h", "Previous", footer=True),
    Action("operation.undo", "u,f7", "Undo", footer=True),
    Action("operation.undo_group", "U", "Undo the group"),
    Action("operation.object", "o,ctrl+o", "All on this object", footer=True),
    Action("operation.group", "b,ctrl+g", "All of this group", footer=True),
    Action("operation.close", "escape,q", "Back", footer=True),
    # staff
    Action("staff.new", "n,ctrl+n", "New", ("staff.edit",), footer=True),
    Action("staff.edit", "e,ctrl+e", "Roles", ("role.edit",), footer=True),
    Action("staff.reset", "p,f8", "One-time password", ("staff.edit",), footer=True),
    Action("staff.unlock", "u,f7", "Unlock", ("staff.edit",), footer=True),
    Action("staff.disable", "x,delete", "Disable", ("staff.edit",), destructive=True, footer=True),
    Action("staff.enable", "X", "Enable", ("staff.edit",)),
    Action("staff.roles", "m,ctrl+t", "Permissions", footer=True),
    Action("staff.reload", "r", "Read again"),
    Action("roles.take", "space", "Give or take", ("role.edit",), footer=True),
    Action("roles.save", "ctrl+s", "Save", ("role.edit",), footer=True),
    Action("roles.new", "n,ctrl+n", "New role", ("role.edit",), footer=True),
    Action("roles.remove", "x,delete", "Remove", ("role.edit",), destructive=True, footer=True),
    Action("roles.close", "escape,q", "Back", footer=True),
    # fields
    Action("fields.edit", "e,ctrl+e", "Edit", ("field.edit",), footer=True),
    Action("fields.new", "n,ctrl+n", "New", ("field.edit",), footer=True),
    Action("fields.retire", "x,delete", "Retire", ("field.edit",), destructive=True, footer=True),
    Action("fields.undo", "u,f7", "Undo my last change", LOG_READING),
    Action("fields.redo", "ctrl+r", "Do again what I undid", LOG_READING),
    Action("fields.own_changes", "U", "My own changes", LOG_READING),
    Action("fields.reload", "r", "Read again"),
    Action("sheet.save", "ctrl+s", "Save", footer=True),
    Action("sheet.close", "escape", "Close", footer=True),
    Action("checks.take", "space", "Give or take", footer=True),
    Action("steps.next", "right,space,l", "Next", footer=True),
    Action("steps.previous", "left,h", "Previous"),
    Action("tour.menu", "ctrl+x", "Steps of the tour", priority=True),
    # the frame's own screens
    Action("sign_in.language", "f2", "中文 / English", footer=True),
    Action("first_run.language", "f2", "中文 / English", footer=True),
    Action("settings.language", "l,f7", "Language", footer=True),
    Action("settings.theme", "t,ctrl+t", "Colours", footer=True),
    Action("settings.password", "p,f8", "Change password", footer=True),
    Action("settings.reset_key", "backspace,delete", "Key as shipped", footer=True),
    Action("settings.close", "escape", "Back", footer=True),
    Action("dialog.close", "escape", "Close", footer=True),
    Action("confirm.yes", "y,ctrl+y", "Yes", footer=True),
    Action("confirm.no", "escape,n", "No", footer=True),
    Action("progress.stop", "escape,s", "Stop", footer=True),
)

BY_ID: Final[dict[str, Action]] = {action.id: action for action in ACTIONS}


def in_scope(scope: str) -> Iterable[Action]:
    """The actions of one screen or widget, in the order of the registry."""
    return (action for action in ACTIONS if action.scope == scope)


def bindings_for(scope: str) -> list[BindingType]:
    """What a screen or widget with this scope puts into its `BINDINGS`."""
    from textual.binding import Binding

    return [
        Binding(
            action.keys,
            action.name,
            action.label,
            show=action.footer,
            priority=action.priority,
            id=action.id,
        )
        for action in in_scope(scope)
        if action.keys
    ]

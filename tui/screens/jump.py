"""`:` and where to: a code, a row, a share of the list, a screen, a column. One line at the
bottom."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.actions import BY_ID, bindings_for, bindings_over
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import Framed
from tui.widgets.destinations import Row, Share, find_section, read_place
from tui.widgets.frame import MessageBar

if TYPE_CHECKING:
    from store.codes.near import Near
    from store.customers.fields import Field
    from store.engine.cancel import Cancel
    from store.session import Session
    from tui.widgets.customer_list import CustomerList

Names: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""What can be named, each with its names."""
MOST_REMEMBERED: Final = 50
NAMED: Final = ("customers", "rules", "log", "staff", "fields", "jobs", "settings", "help")
"""What `:` opens: the actions `app.*` of these names."""
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "customers.duplicates": ("重复",),
    "customers.quality": ("quality", "质量"),
    "customers.own_changes": ("changes", "改动"),
    "customers.reservations": ("预留",),
    "customers.views": ("视图",),
    "customers.import_file": (),
    "customers.export_file": (),
    "rules.tables": (),
    "rules.held": ("靓号",),
    "rules.audit": ("审计",),
    "rules.learn": (),
    "log.checkpoints": ("存证",),
    "staff.keys": ("staff keys", "SSH", "密钥"),
    "staff.roles": ("Roles", "角色"),
    "settings.sessions": ("会话",),
    "settings.approvals": ("批准", "审批"),
}
"""Pages that it opens too: the actions, and names besides those of the action."""


@dataclass(frozen=True, slots=True)
class Found:
    """A customer that was meant: its code today and its name."""

    customer_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Jump:
    """Where to: the name of a section or column, a row counted from 0, or a customer."""

    section: str = ""
    column: str = ""
    row: int | None = None
    customer: Found | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No such code: those that are near it, or what became of it."""

    near: tuple[Near, ...] = ()
    state: str = ""


def sections() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each section that can be named, with its names in both languages."""
    from tui.locale import zh_CN

    for name in NAMED:
        label = BY_ID[f"app.{name}"].label
        yield name, (name, label, t(label), zh_CN.lookup(label) or label)


def pages() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each page within a section that can be named, with its names in both languages."""
    from tui.locale import zh_CN

    for action_id, more in PAGES.items():
        action = BY_ID[action_id]
        yield action_id, (action.name, action.label, zh_CN.lookup(action.label) or "", *more)


def find_screen(text: str) -> tuple[str, bool]:
    """The section or page of this name, else the section whose name has it as a part; whole or
    not."""
    section, whole = find_section(text, sections())
    if whole:
        return section, True
    page, whole = find_section(text, pages())
    return (page, True) if whole else (section, False)


def column_names(shown: Iterable[str], fields: Mapping[str, Field]) -> Names:
    """Each column shown, with its names in both languages."""
    from store.search.names import CHINESE, written_name
    from tui.locale import zh_CN
    from tui.words.labels import OTHER_COLUMNS, label_of

    found = []
    for name in shown:
        field = fields.get(name)
        english = OTHER_COLUMNS[name][0] if name in OTHER_COLUMNS else field.label if field else ""
        chinese = (zh_CN.lookup(english) or "") if english else ""
        meant = {"tags": "tag"}.get(name, name)
        words = [word for word, known in CHINESE.items() if known == meant]
        written = written_name(name, fields, chinese=False)
        labels = (name, label_of(name, fields), english, chinese, written, *words)
        found.append((name, tuple(dict.fromkeys(filter(None, labels)))))
    return tuple(found)


def find_code(session: Session, text: str, cancel: Cancel) -> Found | Unknown:
    """The customer of a code; call in a thread. Raises Stopped."""
    meant = session.codes.meant(text, cancel=cancel)
    exact = meant.exact if meant is not None else _short(session, text)
    if exact is None:
        return Unknown(meant.near if meant is not None else ())
    return Unknown(state=exact.state) if exact.customer_id is None else found_by(exact)


def found_by(near: Near) -> Found:
    """The customer who has a code, or had it."""
    assert near.customer_id is not None
    return Found(near.customer_id, near.customer, near.name)


def _short(session: Session, text: str) -> Near | None:
    """The holder of a code that does not look like one: the search box would take it for a word."""
    from store.codes.near import Near

    said = session.codes.explain(text)
    if said.customer_id is None:
        return None
    return Near(said.code, said.state, said.customer_id, said.customer, said.name, False)


class JumpPrompt(Framed[Jump], ModalScreen[Jump]):
    """Answers with where to go, None when it was left.

    length: how many rows the list has, as far as it is known. typed: what was typed here before,
    the last one last; it is added to.
    """

    SCOPE = "jump"
    BINDINGS = [*bindings_for("jump"), *bindings_over("app.help")]
    DEFAULT_CSS = """
    JumpPrompt { align: left bottom; background: transparent; }
    JumpPrompt > Vertical { height: auto; background: $surface; }
    JumpPrompt Horizontal { height: 1; }
    JumpPrompt #colon { width: 2; color: $primary; text-style: bold; }
    JumpPrompt Input { width: 1fr; padding: 0; background: $surface; }
    JumpPrompt Input:focus { background: $surface; }
    JumpPrompt #near { height: auto; padding: 0 1; color: $quiet; display: none; }
    """

    def __init__(self, length: int, typed: list[str], columns: Names = ()) -> None:
        super().__init__()
        self._columns = columns
        self._length = length
        self._typed = typed
        self._place = len(typed)
        self.near: tuple[Near, ...] = ()

    def compose(self) -> ComposeResult:
        """What was found near it, what is wrong with it, and the line."""
        with Vertical():
            yield Static(id="near")
            yield MessageBar()
            with Horizontal():
                yield Static(content(":"), id="colon")
                yield Input(
                    placeholder=t("code, row, 50%, a screen or a column; Esc leaves"),
                    select_on_focus=False,
                )

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        if self.near or self.query_one(MessageBar).text:
            self.near = ()
            self.query_one("#near", Static).display = False
            self.clear_message()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip().lstrip(":：").strip()
        if not text:
            self.dismiss(None)
        elif self.near:
            self.dismiss(Jump(customer=found_by(self.near[0])))
        else:
            self._remember(text)
            self._read(text)

    def _remember(self, text: str) -> None:
        if text in self._typed:
            self._typed.remove(text)
        self._typed.append(text)
        del self._typed[:-MOST_REMEMBERED]
        self._place = len(self._typed)

    # What it means

    def _read(self, text: str) -> None:
        from store.engine.cancel import Cancel

        place = read_place(text)
        if isinstance(place, Share):
            self._to_row(round(place.part * max(0, self._length - 1)))
            return
        if isinstance(place, Row) and place.sure:
            self._to_row(place.number - 1)
            return
        section, whole = find_screen(text)
        if section and whole:
            self.dismiss(Jump(section=section))
            return
        column, whole_column = find_section(text, self._columns)
        if column and whole_column:
            self.dismiss(Jump(column=column))
            return
        page, _ = find_section(text, pages())
        cancel, session = Cancel(), self.session

        def answered(found: Found | Unknown) -> None:
            if isinstance(found, Found):
                self.dismiss(Jump(customer=found))
            elif isinstance(place, Row):
                self._to_row(place.number - 1)
            elif section:
                self.dismiss(Jump(section=section))
            elif column and not (isinstance(found, Unknown) and found.near):
                self.dismiss(Jump(column=column))
            elif page and not (isinstance(found, Unknown) and found.near):
                self.dismiss(Jump(section=page))
            else:
                self._unknown(text, found)

        self.run_in_thread(
            lambda: find_code(session, text, cancel),
            answered,
            kind="read",
            cancel=cancel,
        )

    def _to_row(self, row: int) -> None:
        length = self._length
        if not length:
            self._refuse(t("The list is empty: there is no row to go to."))
        elif row >= length:
            self._refuse(t("The list has {count} rows.", count=f"{length:,}"))
        else:
            self.dismiss(Jump(row=row))

    def _refuse(self, text: str) -> None:
        """Say why not; what is typed next stands in place of what was typed."""
        self.query_one(Input).select_all()
        self.show_error(text)

    def _unknown(self, text: str, found: Unknown) -> None:
        shown = plain(text)
        if found.state == "void":
            self._refuse(t("{code} is void: nobody has it, nobody will.", code=shown))
        elif found.state == "reserved":
            self._refuse(t("{code} is set aside; no customer has it yet.", code=shown))
        elif found.near:
            self.near = found.near
            lines = [f"{plain(one.customer)}  {plain(one.name)}" for one in found.near]
            first = t("Enter takes {code}.", code=plain(found.near[0].customer))
            near = self.query_one("#near", Static)
            near.update(content("\n".join(lines), lines=True))
            near.display = True
            self._refuse(t("Nobody has the code {code}.", code=shown) + " " + first)
        else:
            self._refuse(t("{text} is no code, row, screen or column shown.", text=shown))

    # What was typed before

    def action_earlier(self) -> None:
        """The text before."""
        self._turn(-1)

    def action_later(self) -> None:
        """The text after."""
        self._turn(1)

    def _turn(self, step: int) -> None:
        self._place = max(0, min(self._place + step, len(self._typed)))
        box = self.query_one(Input)
        box.value = self._typed[self._place] if self._place < len(self._typed) else ""
        box.cursor_position = len(box.value)

    def action_close(self) -> None:
        """Leave without going anywhere."""
        self.dismiss(None)


class Jumps(Framed[Any]):
    """For the screen with the list of customers: `:` and what follows from it."""

    _typed_jumps: tuple[list[str], ...] = ()

    @property
    @abstractmethod
    def finder(self) -> CustomerList:
        """The list."""

    def action_jump(self) -> None:
        """Ask where to, then go there."""
        finder, self._typed_jumps = self.finder, self._typed_jumps or ([],)
        length = finder.total if finder.total is not None else finder.table.row_count
        columns = column_names((each.name for each in finder.table.columns), finder.fields)
        self.app.push_screen(JumpPrompt(length, self._typed_jumps[0], columns), self._jumped)

    def _jumped(self, jump: Jump | None) -> None:
        if jump is None:
            return
        table = self.finder.table
        if jump.section:
            self._to_screen(jump.section)
        elif jump.column:
            table.move_column([each.name for each in table.columns].index(jump.column))
        elif jump.row is not None:
            table.move_to(jump.row)
        elif jump.customer is not None:
            self._to_customer(jump.customer)

    def _to_screen(self, name: str) -> None:
        """To a section, or to a page of one; who may not is told so."""
        action = BY_ID[name if name in PAGES else f"app.{name}"]
        section = BY_ID.get(f"app.{action.scope}", action)
        asked = [one.permissions for one in (section, action) if one.permissions]
        if not all(self.kehao.may(*permissions) for permissions in asked):
            self.show_note(t("Your role does not include this: {action}.", action=t(action.label)))
        elif action.scope == "app":
            self.call_later(self.app.run_action, action.id)
        elif action.scope == "customers":
            self.call_later(self.run_action, action.name)
        elif action.id == "settings.sessions":
            from tui.screens.staff.sessions import SessionsPage

            self.app.push_screen(SessionsPage())
        elif action.id == "settings.approvals":
            from tui.screens.staff.approvals import ApprovalsPage

            self.app.push_screen(ApprovalsPage())
        else:
            self.call_later(self.kehao.run_command, action, None)

    def _to_customer(self, found: Found) -> None:
        """To the customer's row: one that is here at once, else the store says where it is."""
        from store.engine.cancel import Cancel

        finder, table = self.finder, self.finder.table
        if (here := table.index_of(found.customer_id)) is not None:
            table.move_to(here)
            return
        cancel, search = Cancel(), self.session.search
        query, sort = finder.query_asked, finder.sort

        def show(place: int | None) -> None:
            if place is None or place >= table.row_count:
                self._outside(found)
            else:
                table.move_to(place)

        self.run_in_thread(
            lambda: search.position(query, found.customer_id, sort=sort, cancel=cancel),
            show,
            kind="list",
            cancel=cancel,
        )

    def _outside(self, found: Found) -> None:
        """The customer is not in the list: open it, or show the list that has it."""
        from tui.screens.choose import ChooseDialog
        from tui.screens.customers.customer_detail import CustomerDialog

        def chosen(what: str | None) -> None:
            if what == "open":
                self.app.push_screen(CustomerDialog(found.customer_id), self._opened_closed)
            elif what == "show":
                self._to_all(found)

        code, name = plain(found.code), plain(found.name)
        title = t("{code} ({name}) is not in this list.", code=code, name=name)
        rows = [("open", t("Open the customer")), ("show", t("Show it among all customers"))]
        self.app.push_screen(ChooseDialog(title, rows), chosen)

    def _to_all(self, found: Found) -> None:
        from store.engine.cancel import Cancel

        cancel, session, sort = Cancel(), self.session, self.finder.home().sort

        def show(place: int | None) -> None:
            if place is not None:
                self.finder.leave_view(place)
            else:  # archived: everyday lists leave it out
                self.finder.look(query=f'code:"{found.code}" archived:any')

        self.run_in_thread(
            lambda: session.search.position("", found.customer_id, sort=sort, cancel=cancel),
            show,
            kind="list",
            cancel=cancel,
        )

    def _opened_closed(self, changed: bool | None) -> None:
        if changed:
            self.customers_changed("")

    @abstractmethod
    def customers_changed(self, note: str) -> None:
        """Something was saved: read again what is shown, and say the note."""

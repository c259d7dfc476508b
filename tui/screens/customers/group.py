"""A group of customers who may be one, side by side: chosen field by field, merged as one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from store.duplicates.group_merging import LIKELY
from store.duplicates.keeping import DIFFERENT
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.customers.group_table import UNITED, Choice, GroupTable
from tui.screens.page import KehaoPage
from tui.widgets.page_table import PageTable
from tui.words.duplicates import link_words

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.customers.record import Customer
    from store.duplicates.groups import Group, Link


class GroupPage(KehaoPage[str]):
    """Answers with a sentence on what was merged, None when it was left."""

    SCOPE = "group"
    SECTION = "Several who may be one"
    BINDINGS = bindings_for("group")
    DEFAULT_CSS = """
    GroupPage #head { height: 2; padding: 0 1; }
    GroupPage GroupTable { height: 1fr; }
    GroupPage #cell { height: auto; max-height: 6; padding: 0 1; border-top: solid $panel; }
    """

    def __init__(self, code: str, fields: Mapping[str, Field]) -> None:
        super().__init__()
        self._code = code
        self._fields = fields
        self.choice: Choice | None = None

    def compose_body(self) -> ComposeResult:
        """How alike they are, the members, and the cell under the cursor in full."""
        yield Static(id="head", classes="hint")
        yield GroupTable()
        yield Static(id="cell")

    def on_mount(self) -> None:
        """Read the group."""
        self.query_one(GroupTable).focus()
        duplicates, code = self.session.duplicates, self._code
        self.run_in_thread(lambda: duplicates.group(code), self._read, kind="read")

    def _read(self, group: Group) -> None:
        self.choice = Choice(group, group.members[0].id)
        self._show()

    # -- what is shown --------------------------------------------------------------------------

    def _show(self) -> None:
        choice = self.choice
        if choice is None:
            return
        group = choice.group
        said = t("{count} hang together through pairs.", count=group.total)
        if group.total > len(group.members):
            said += " " + t(
                "{count} of {all} are shown.", count=len(group.members), all=group.total
            )
        if (link := choice.weakest) is not None:
            said += " " + t("Weakest link: {link}", link=self._words(link))
        self.query_one("#head", Static).update(content(said))
        self.query_one(GroupTable).show_choice(choice, self._fields)
        self._tell()

    def _words(self, link: Link) -> str:
        assert self.choice is not None
        codes = {one.id: plain(one.code) for one in self.choice.group.members}
        return link_words(link, codes, self._fields)

    @on(GroupTable.Moved)
    def _tell(self) -> None:
        table, choice = self.query_one(GroupTable), self.choice
        line, member = table.line, table.member
        if choice is None or line is None or member is None:
            return
        text = line.texts[choice.group.members.index(member)]
        if line is table.lines[0]:
            link = choice.link(member.id)
            text = self._words(link) if link else t("{code} stays", code=plain(member.code))
        self.query_one("#cell", Static).update(content(f"{line.label}: {text or '-'}"))

    # -- choosing -------------------------------------------------------------------------------

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        """The value under the cursor is the one that stays."""
        self.clear_message()
        table, choice = self.query_one(GroupTable), self.choice
        line, member = table.line, table.member
        if choice is None or line is None or member is None:
            return
        if line.name in ("", UNITED):
            self.show_note(t("There is nothing to choose here."))
        elif not choice.stays(line.name, member.id):
            self.show_note(t("There is no value to take here."))
        self._show()

    def action_leave_out(self) -> None:
        """Leave a member out; once more: not the same; once more: in again."""
        self.clear_message()
        choice, member = self.choice, self.query_one(GroupTable).member
        if choice is None or member is None:
            return
        if member.id == choice.keep:
            self.show_note(t("The others go into this one: let another one stay first."))
            return
        choice.leave_out(member.id)
        self._show()

    def action_survive(self) -> None:
        """This member stays, with its code."""
        choice, member = self.choice, self.query_one(GroupTable).member
        if choice is not None and member is not None:
            choice.survive(member.id)
            self._show()

    # -- merging --------------------------------------------------------------------------------

    def action_go(self) -> None:
        """Ask, then merge."""
        from tui.screens.confirm import ConfirmDialog

        choice = self.choice
        if choice is None:
            return
        if not choice.others:
            self.show_note(t("Nobody is left to be merged."))
            return
        keep = plain(choice.group.member(choice.keep).code)
        title = t("Merge {count} into {keep}?", count=len(choice.others), keep=keep)
        codes = ", ".join(plain(one.code) for one in choice.others)
        lines = [t("{codes} will find {keep}.", codes=codes, keep=keep)]
        link = choice.weakest
        unlike = link is not None and (link.state == DIFFERENT or link.score < LIKELY)
        if link is not None:
            said = t("Weakest link: {link}", link=self._words(link))
            lines.append(
                t("Two of them do not look like one. {link}", link=said) if unlike else said
            )
        if choice.apart:
            apart = ", ".join(plain(choice.group.member(one).code) for one in sorted(choice.apart))
            lines.append(t("{codes}: remembered as not the same.", codes=apart))
        lines.append(t("One record is left. The log can undo it."))
        self.app.push_screen(
            ConfirmDialog(title, lines, verb=t("Merge")), lambda yes: self._merge(yes, unlike)
        )

    def _merge(self, yes: bool | None, unlike: bool) -> None:
        choice = self.choice
        if not yes or choice is None:
            return
        codes = {one.id: one.code for one in choice.group.members}
        count, whose = len(choice.others), choice.whose
        work = partial(
            self.session.duplicates.merge_group,
            codes[choice.keep],
            [one.code for one in choice.others],
            take={name: codes[id_] for name, id_ in choice.take.items() if whose.get(name) == id_},
            different=[codes[one] for one in sorted(choice.apart)],
            unlike=unlike,
        )

        def merged(customer: Customer) -> None:
            code = plain(customer.code)
            self.dismiss(t("{count} are merged into {keep}.", count=count, keep=code))

        self.run_in_thread(work, merged, kind="save")

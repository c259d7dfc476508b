"""Saving what stands in the customer form, on top of what others made of the customer meanwhile.

The store merges field by field; here is what it cannot decide alone. Fields that both changed are
asked about; a customer who was merged away or deleted is said to be so, and what was typed goes on
to the one it was merged into, or becomes a new customer, or stays in sight.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from textual.widgets import Static

from store.customers.fields import MASK, Field
from store.customers.three_way import merge_lists
from store.errors import Conflict, InvalidValue, KehaoError, NotFound, SecondCustomer
from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.base import Framed
from tui.widgets.form_field import FormField
from tui.widgets.live_words import gone_words, touched_words

if TYPE_CHECKING:
    from store.customers.changes import News, Touch
    from store.customers.record import Customer

PATIENCE: Final = 0.7
"""Seconds after which a saving that is not done yet is said to be under way."""
CODE: Final = Field("code", "text", "Code")
SHORT: Final = Field("names", "text", "Short name")
TAGS: Final = Field("tags", "text", "Tags")
REASON: Final = Field("reason", "text", "Reason")


class FormSaving(Framed[Any]):
    """For the form: `add` and `edit` save, and go through all that may come of it.

    customer: the record on which the form stands, None for a new one. also: what others changed
    meanwhile, said when the form has closed.
    """

    customer: Customer | None
    also = ""
    _fields: dict[str, Field]
    _since: int | None = None
    _saving = False
    _why = ""

    @abstractmethod
    def action_save(self) -> None:
        """Check everything, then save."""

    def rows(self) -> Iterator[FormField]:
        """The fields of the form."""
        yield from self.query(FormField)

    def row(self, name: str) -> FormField | None:
        """The row of a field."""
        return next((row for row in self.rows() if row.field.name == name), None)

    def typed(self, field: Field) -> str:
        """What stands in a row, empty where there is no such row."""
        row = self.row(field.name)
        return row.value.strip() if row else ""

    # Saving

    def add(self) -> None:
        """Save a new customer."""
        customers = self.session.customers
        values = {
            row.field.name: row.value
            for row in self.rows()
            if row.field.name in self._fields
            and row.value.strip()
            and not (row.field.personal and row.value == MASK)
        }
        short, code, tags = self.typed(SHORT), self.typed(CODE), tags_in(self.typed(TAGS))
        reason = self.typed(REASON) or self._why

        def work() -> Customer:
            return customers.add(
                values,
                code=code or None,
                names=[("short", short)] if short else [],
                tags=tags,
                reason=reason,
            )

        self._save(work, self.dismiss)

    def edit(self) -> None:
        """Save what was changed of a customer."""
        assert self.customer is not None
        customers, read = self.session.customers, self.customer
        rows = [row for row in self.rows() if row.field.name in self._fields]
        changes = {row.field.name: row.value for row in rows if row.changed}
        base = replace(read, values={**read.values, **{r.field.name: r.initial for r in rows}})
        tags = self.row(TAGS.name)
        wanted = None
        if tags is not None:
            base = replace(base, tags=tuple(tags_in(tags.initial)))
            wanted = tags_in(tags.value) if tags.changed else None
        reason = self.typed(REASON) or self._why
        since = self._since = read.seq if self._since is None else self._since

        def work() -> tuple[Customer, tuple[Touch, ...]]:
            saved = customers.edit(
                read.id, changes, version=read.version, base=base, tags=wanted, reason=reason
            )
            return saved, customers.news_of(read.id, since).touches

        self._save(work, self._edited)

    def _edited(self, answer: tuple[Customer, tuple[Touch, ...]]) -> None:
        saved, touches = answer
        self.also = touched_words(touches, self._fields)
        self.dismiss(saved)

    def _save(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Do it in a thread; when another process holds the store that takes a while."""
        self.set_timer(PATIENCE, self.say_saving)
        self.run_in_thread(work, done, failed=self._refused, kind="save")

    def say_saving(self) -> None:
        """Say that it takes a while."""
        if self._saving:
            self.show_note(t("Saving…"))

    # What may come of it

    def _refused(self, error: KehaoError) -> None:
        self._saving = False
        self.clear_message()
        if isinstance(error, Conflict):
            self._ask_whose(error)
        elif isinstance(error, SecondCustomer) and error.may_give_reason:
            self._ask_why(error)
        elif isinstance(error, NotFound) and self.customer is not None and "id" in error.params:
            self._find_out(error)
        else:
            self._complain(error)

    def _complain(self, error: KehaoError) -> None:
        row = self.row(error.field) if isinstance(error, InvalidValue) else None
        if row is None:
            self.show_error(error)
        else:
            row.complain(error_text(error))
            row.editor.focus()

    def _ask_why(self, error: SecondCustomer) -> None:
        """A second customer where the house wants a reason for one."""
        from tui.screens.ask import AskDialog

        def given(reason: str | None) -> None:
            if reason is None:
                self._complain(error)
            else:
                self._why = reason
                self.action_save()

        lines = [error_text(error), t("Why is a second one right? The reason goes to the log.")]
        self.app.push_screen(AskDialog(t("A second customer?"), lines), given)

    def _ask_whose(self, error: Conflict) -> None:
        from tui.screens.customers.conflict import ConflictDialog

        def chosen(theirs: frozenset[str] | None) -> None:
            if theirs is not None:
                there: Any = error.there
                self.stand_on(there, let_go=theirs)
                self._saving = True
                self.edit()

        self.app.push_screen(ConflictDialog(error, self._fields), chosen)

    def stand_on(self, there: Customer, *, let_go: Collection[str] = ()) -> None:
        """Another record under the form: what was typed stays, but for the fields let go."""
        for row in self.rows():
            name = row.field.name
            if name in self._fields:
                row.stand_on(there.values.get(name, ""), keep=name not in let_go)
            elif name == TAGS.name:
                mine, base = tags_in(row.value), tags_in(row.initial)
                row.stand_on(", ".join(there.tags))
                row.set_value(", ".join(merge_lists(base, mine, there.tags)))
        self.customer = there

    # A customer who is gone

    def _find_out(self, error: NotFound) -> None:
        assert self.customer is not None
        customers, customer = self.session.customers, self.customer
        self.run_in_thread(
            lambda: customers.news_of(customer.id, customer.seq),
            self.ask_what_now,
            failed=lambda _: self.show_error(error),
            kind="current",
        )

    def ask_what_now(self, news: News) -> None:
        """What was typed can go on elsewhere: ask whether it shall."""
        from tui.screens.confirm import ConfirmDialog

        if news.customer is not None:  # somebody has brought it back meanwhile
            self.action_save()
            return
        lines = [gone_words(news)]
        code = plain(news.error.params.get("code", "")) if news.error else ""
        if news.survivor is not None:
            survivor = news.survivor
            title = t("Go on with {code}?", code=code)
            what = t("The form then shows that customer with what you typed: look, then save.")
            lines.append(what)
            verb = t("Go on there")
        elif self.session.may("customer.add"):
            survivor = 0
            title = t("Save it as a new customer?")
            lines.append(t("What stands in the form gets a new code; masked values are left out."))
            verb = t("Save as new")
        else:
            self.show_error(lines[0] + " " + t("What you typed stays here until you leave."))
            return

        def answered(yes: bool | None) -> None:
            if not yes:
                self.show_error(lines[0] + " " + t("What you typed stays here until you leave."))
            elif survivor:
                customers = self.session.customers
                self.run_in_thread(
                    lambda: customers.by_id(survivor), self._go_on_with, kind="current"
                )
            else:
                self.customer = None
                self.retitle(t("New customer"))
                self.action_save()

        self.app.push_screen(ConfirmDialog(title, lines, verb=verb), answered)

    def _go_on_with(self, customer: Customer) -> None:
        self.stand_on(customer)
        self._since = None
        self.retitle(t("Edit {code}", code=plain(customer.code)))
        self.moved_on(customer)

    @abstractmethod
    def moved_on(self, customer: Customer) -> None:
        """The form is about this customer now."""

    def retitle(self, title: str) -> None:
        """Another heading."""
        for heading in self.query(".dialog-title").results(Static):
            heading.update(content(title))


def tags_in(text: str) -> list[str]:
    """The tags in a text with commas between, each once."""
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return list(dict.fromkeys(tag.strip() for tag in parts if tag.strip()))

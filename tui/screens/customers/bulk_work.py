"""What is done with all chosen customers, from the list: the menu, and each thing by its own key.

Everything is looked at first (`BulkPreview`). Who is chosen stays so until the work is through;
after it as well, or those alone who
could not be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from store.customers.chosen import Chosen
from tui.locale import t
from tui.screens.base import Framed
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.bulk import Bulk
    from tui.screens.customers.bulk_plan import Plan
    from tui.widgets.customer_list import CustomerList

FIELD = "="
EMPTY = "-"


class BulkWork(Framed[Any]):
    """For the list of customers."""

    if TYPE_CHECKING:  # what the screen and its other parts know

        @property
        def finder(self) -> CustomerList: ...

        def customers_changed(self, note: str) -> None: ...

        def set_archived(self, customer_id: int, code: str, archived: bool) -> None: ...

        def _current_code(self) -> str: ...

        def action_renumber(self) -> None: ...

    # Who is meant

    def chosen_customers(self) -> Chosen:
        """The chosen ones, those of an open range among them; else the one under the cursor."""
        table = self.finder.table
        if table.selection.anchor is not None:
            table.action_range()
        if table.selection:
            return table.selection.chosen
        current = table.current_id
        return Chosen() if current is None else Chosen.of([current])

    def _targets(self) -> tuple[int, ...]:
        """The same one by one, for what takes two at most."""
        chosen = self.chosen_customers()
        return tuple(chosen.first(3)) if len(chosen) > 3 else tuple(chosen)

    def _with_chosen(self, do: Callable[[Chosen], object]) -> None:
        chosen = self.chosen_customers()
        if chosen:
            do(chosen)
        else:
            self.show_note(t("There is no customer here."))

    # The menu

    def action_change_many(self) -> None:
        """What can be done with the chosen customers."""
        self._with_chosen(self._menu)

    def _menu(self, chosen: Chosen) -> None:
        from tui.screens.choose import ChooseDialog
        from tui.screens.customers.bulk_plan import who_words

        title = t("{who}: what is to be done?", who=who_words(len(chosen)))

        def picked(key: str | None) -> None:
            if key is not None:
                self._picked(key, chosen)

        self.app.push_screen(ChooseDialog(title, list(self._offers())), picked)

    def _offers(self) -> Iterator[tuple[str, str]]:
        """What the account may do: letters narrow this list, so it shows none as a key."""
        may, fields = self.session.may, self.finder.fields
        settable = [
            name for name, field in fields.items() if name != "name" and field.kind != "lines"
        ]
        if may("customer.edit"):
            yield "t", t("Put a tag on")
            yield "T", t("Take a tag off")
            if "owner" in fields:
                yield FIELD + "owner", t("Change the owner")
        if may("customer.archive"):
            yield "x", t("Archive")
            yield "restore", t("Bring back")
        if may("export.run"):
            yield "o", t("Export the selected")
        if may("code.renumber"):
            yield "N", t("Renumber")
        if may("customer.edit"):
            for name in settable:
                if name != "owner":
                    yield FIELD + name, t("Set: {field}", field=label_of(name, fields))
            for name in settable:
                yield EMPTY + name, t("Empty: {field}", field=label_of(name, fields))

    def _picked(self, key: str, chosen: Chosen) -> None:
        if key == "t" or key == "T":
            self._tag(chosen, add=key == "t")
        elif key == "x" or key == "restore":
            self._archive(chosen, key == "x")
        elif key == "o":
            self._export(chosen)
        elif key == "N":
            self.finder.table.select(chosen)
            self.action_renumber()
        elif key.startswith(EMPTY):
            self._preview_value(chosen, key.removeprefix(EMPTY), "", "")
        else:
            self._set(chosen, key.removeprefix(FIELD))

    # Values and tags

    def _set(self, chosen: Chosen, name: str) -> None:
        from tui.screens.customers.bulk_change import ValueDialog

        def typed(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                self._preview_value(chosen, name, *answer)

        fields = self.finder.fields
        dialog = ValueDialog(fields[name], label_of(name, fields), len(chosen))
        self.app.push_screen(dialog, typed)

    def _preview_value(self, chosen: Chosen, name: str, value: str, reason: str) -> None:
        from tui.screens.customers.bulk_plan import plan_values

        label = label_of(name, self.finder.fields)
        self._preview(plan_values(self.session, chosen, name, label, value, reason))

    def action_add_tag(self) -> None:
        """Put a tag on the chosen customers."""
        self._with_chosen(lambda chosen: self._tag(chosen, add=True))

    def action_remove_tag(self) -> None:
        """Take a tag off the chosen customers."""
        self._with_chosen(lambda chosen: self._tag(chosen, add=False))

    def _tag(self, chosen: Chosen, *, add: bool) -> None:
        from tui.screens.customers.bulk_change import TagDialog, tags_in
        from tui.screens.customers.bulk_plan import plan_tags

        def typed(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                tags, reason = answer
                self._preview(plan_tags(self.session, chosen, tags_in(tags), reason, add=add))

        self.app.push_screen(TagDialog(len(chosen), add=add), typed)

    # Archiving

    def action_archive(self) -> None:
        """Archive the chosen customers; the archived one under the cursor is brought back."""
        table = self.finder.table
        row = table.row_at(table.cursor)
        back = not table.selection and row is not None and row.archived
        self._with_chosen(lambda chosen: self._archive(chosen, not back))

    def action_restore(self) -> None:
        """Bring the chosen customers back."""
        self._with_chosen(lambda chosen: self._archive(chosen, False))

    def _archive(self, chosen: Chosen, archived: bool) -> None:
        from tui.screens.customers.bulk_plan import plan_archive

        table = self.finder.table
        row = table.row_at(table.cursor)
        if len(chosen) == 1 and row is not None and row.id in chosen:
            self.set_archived(row.id, self._current_code(), archived)
        else:
            self._preview(plan_archive(self.session, chosen, archived))

    # Files

    def action_export_file(self) -> None:
        """Write the chosen customers to a file, or all that are found."""
        self._export(self.finder.table.selection.chosen)

    def _export(self, chosen: Chosen) -> None:
        from tui.screens.customers.export_file import ExportDialog

        finder = self.finder

        def closed(note: str | None) -> None:
            if note is not None:
                self.show_note(note)

        columns = tuple(column.name for column in finder.table.columns)
        total = len(chosen) if chosen else finder.total
        dialog = ExportDialog(
            finder.query_asked, finder.sort, columns, total, chosen=chosen or None
        )
        self.app.push_screen(dialog, closed)

    # What comes of it

    def _preview(self, plan: Plan) -> None:
        from tui.screens.customers.bulk_preview import BulkPreview

        self.app.push_screen(BulkPreview(plan, self.finder.fields), self._changed)

    def _changed(self, done: Bulk | None) -> None:
        from tui.screens.customers.bulk_preview import said

        if done is None:
            return
        table = self.finder.table
        if not done.stopped and done.left and table.selection:
            table.selection.set(done.left)
            table.select(())
        note = said(done)
        if done.changed:
            note += " " + t("u undoes it.")
        self.customers_changed(note)

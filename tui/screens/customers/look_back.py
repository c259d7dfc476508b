"""From a customer's details to the same customer in a backup: which one, its key, the reading."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from tui.locale import t
from tui.safe import plain
from tui.screens.base import Framed
from tui.widgets.customer_page import local_time

if TYPE_CHECKING:
    from store.backup.looking_back import Compared
    from store.backup.service import Row
    from store.customers.fields import Field
    from store.engine.cancel import Cancel
    from tui.screens.progress import Report
    from tui.widgets.customer_text import Detail

    Read = tuple[Compared, Mapping[str, Field]]

OTHER: Final = "/"
"""The choice that is no backup known."""


class LooksBack(Framed[Any]):
    """For the details of one customer. The recovery key lives as long as the backup is read."""

    detail: Detail | None

    @abstractmethod
    def customers_changed(self, note: str) -> None:
        """Something was saved: read again what is shown, and say the note."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No recovery key is typed by whom a server serves: that is for its own machine."""
        if action == "look_back" and self.kehao.served:
            return None
        return super().check_action(action, parameters)

    def action_look_back(self) -> None:
        """Choose a backup in which this customer is looked up."""
        from store.backup.looking_back import LookingBack

        if self.detail is not None:
            looking = LookingBack(self.session)
            self.run_in_thread(looking.known, self._choose_backup, kind="backups")

    def _choose_backup(self, rows: Sequence[Row]) -> None:
        from tui.screens.choose import ChooseDialog

        if not rows:
            self._name_backup()
            return
        zone = self.session.zone
        known = [
            (row.file, f"{local_time(row.at, zone)}  {plain(PurePath(row.file).name)}")
            for row in rows
        ]
        known.append((OTHER, t("Another one…")))

        def chosen(file: str | None) -> None:
            if file == OTHER:
                self._name_backup()
            elif file:
                self._ask_key(file)

        self.app.push_screen(ChooseDialog(t("Which backup"), known), chosen)

    def _name_backup(self) -> None:
        from store.backup.bucket import is_address
        from store.files.confinement import named
        from tui.screens.ask import AskDialog

        def given(text: str | None) -> None:
            if text:
                self._ask_key(text if is_address(text) else str(named(text).absolute()))

        why = t("A backup of this store: a file on this machine, or s3://bucket/prefix/file.")
        self.app.push_screen(AskDialog(t("Which backup"), [why]), given)

    def _ask_key(self, where: str) -> None:
        from tui.screens.staff.recovery_key import RecoveryKeyDialog

        def given(key: str | None) -> None:
            if key:
                self._read_backup(where, key)

        self.app.push_screen(RecoveryKeyDialog(), given)

    def _read_backup(self, where: str, key: str) -> None:
        from store.backup.looking_back import LookingBack
        from tui.screens.customers.then_and_now import ThenAndNowPage
        from tui.screens.progress import Outcome, ProgressDialog, result_of

        assert self.detail is not None
        session, code = self.session, self.detail.customer.code

        def work(report: Report, cancel: Cancel) -> Read:
            looking = LookingBack(session)
            found = looking.compare(looking.named(where), code, key, progress=report, cancel=cancel)
            return found, session.field_map()

        def closed(note: str | None) -> None:
            if note:
                self.customers_changed(note)

        def read(outcome: Outcome[Read] | None) -> None:
            if (result := result_of(self, outcome)) is not None:
                self.app.push_screen(ThenAndNowPage(*result), closed)

        self.app.push_screen(ProgressDialog(t("Reading the backup"), work), read)

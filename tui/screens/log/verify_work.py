"""Verifying the operation log, and what came of it in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from store.errors import Stopped
from tui.locale import t
from tui.screens.base import Framed
from tui.screens.progress import Outcome, ProgressDialog

if TYPE_CHECKING:
    from store.log.proof import Verified


class VerifyWork(Framed[Any]):
    """For a screen from which the log is verified."""

    def verify(self, checkpoint: str = "", public: str = "") -> None:
        """Check every line from the first on, with a bar and a way to stop.

        checkpoint: a file or folder of checkpoints that must fit; public: the key that must have
        signed them.
        """
        log = self.session.log
        self.app.push_screen(
            ProgressDialog(
                t("Verifying the operation log"),
                lambda report, cancel: log.verify(
                    report, cancel, checkpoint=checkpoint, public=public
                ),
            ),
            self._verified,
        )

    def _verified(self, outcome: Outcome[Verified] | None) -> None:
        from tui.screens.message import MessageDialog

        if outcome is None or outcome.result is None:
            error = outcome.error if outcome else None
            if error is None or isinstance(error, Stopped):
                self.show_note(t("Verifying was stopped: it says nothing yet."))
            else:
                self.show_error(error)
            return
        found = outcome.result
        self.app.push_screen(MessageDialog(title(found), list(lines(found)), strong=found.head))


def title(found: Verified) -> str:
    """Whether the log holds."""
    if found.ok:
        return t("The log holds")
    if found.first_bad is None:
        return t("The log can't be trusted: {why}.", why=t(found.why))
    return t("The log is broken at operation {seq}: {why}.", seq=found.first_bad, why=t(found.why))


def lines(found: Verified) -> Iterator[str]:
    """What was proven, what was compared, and what to do where it does not hold."""
    count = f"{found.operations:,}"
    if found.ok:
        yield t("{count} operations, none changed, none missing.", count=count)
    elif found.first_bad is None:
        yield t("{count} operations hold by themselves.", count=count)
    else:
        yield t("{count} operations before it hold.", count=count)
    if found.first > 1:
        yield t(
            "Operations 1 to {last} are in archives: --archive verifies those.",
            last=found.first - 1,
        )
    if found.checkpoints:
        yield t("Checkpoints that fit: {count}.", count=f"{found.checkpoints:,}")
    if found.unseen:
        yield t(
            "Checkpoints of archived operations, not compared: {count}.", count=f"{found.unseen:,}"
        )
    if not found.ok:
        yield t("Leave the store as it is, keep a copy, and tell whoever answers for it.")
        yield t("Last good link of the chain:")
    elif found.checkpoints:
        yield t("Last link of the chain:")
    else:
        yield t("Last link of the chain; compare it with a checkpoint kept elsewhere:")

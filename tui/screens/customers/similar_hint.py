"""Who is there already and looks like the customer that somebody is typing into the form."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from store.customers.fields import Field
from store.engine.cancel import Cancel
from store.errors import KehaoError
from tui.locale import t
from tui.safe import plain
from tui.screens.base import Framed
from tui.words.duplicates import reason_words, score_words

if TYPE_CHECKING:
    from store.duplicates.entering import Similar

SIMILAR_PAUSE: Final = 0.25
SHOWN: Final = 2
"""So many are named; the likest of them all."""


class SimilarHint(Framed[Any]):
    """For the form: looks a moment after the last key, and says whom it found above the fields."""

    similar: Sequence[Similar] = ()
    _similar_timer: Timer | None = None

    @abstractmethod
    def compared_of(self) -> tuple[Mapping[str, str], int] | None:
        """The values as typed, and whose they are (0: nobody's yet); None to look for nobody."""

    @abstractmethod
    def fields_known(self) -> Mapping[str, Field]:
        """The fields in force."""

    @on(Input.Changed)
    def _typed_something(self) -> None:
        if self._similar_timer is not None:
            self._similar_timer.stop()
        self._similar_timer = self.set_timer(SIMILAR_PAUSE, self.look_for_similar)

    def look_for_similar(self) -> None:
        """Look for customers like what stands in the form."""
        asked = self.compared_of()
        if asked is None:
            return
        values, customer = asked
        cancel = Cancel()
        work = partial(self.session.duplicates.similar, values, customer=customer, cancel=cancel)
        self.run_in_thread(
            work, self._show_similar, failed=self._no_similar, kind="similar", cancel=cancel
        )

    def _no_similar(self, error: KehaoError) -> None:
        self._show_similar(())

    def _show_similar(self, found: Sequence[Similar]) -> None:
        self.similar = found
        fields = self.fields_known()
        lines = []
        for one in found[:SHOWN]:
            gone = f" ({t('archived')})" if one.who.archived else ""
            who = f"{plain(one.who.code)} {plain(one.who.name)}{gone}"
            lines.append(
                Content.assemble(
                    ("! ", "bold $warning"),
                    t("Like {who}, {score}: ", who=who, score=score_words(one.score)),
                    (reason_words(one.reasons, fields, 3), "$quiet"),
                )
            )
        for shown in self.query("#similar").results(Static):
            shown.update(Content("\n").join(lines))
            shown.display = bool(lines)

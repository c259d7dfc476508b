"""One thing that a key, the palette or a click can start: a row of the registry `tui.actions`."""

from __future__ import annotations

from dataclasses import dataclass


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

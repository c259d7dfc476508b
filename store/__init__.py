"""Kehao's store: everything that is true without a screen.

`create` makes a store, `open` finds one, `Store.sign_in` gives a `Session`, through which every
operation goes. Importing this package is cheap: what opens a database is imported when asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.errors import KehaoError

if TYPE_CHECKING:
    from store.session import Session
    from store.sign_in.opening import Created, Store, create
    from store.sign_in.opening import open_store as open

__all__ = ["Created", "KehaoError", "Session", "Store", "create", "open"]

_PLACES = {
    "Created": ("store.sign_in.opening", "Created"),
    "Store": ("store.sign_in.opening", "Store"),
    "create": ("store.sign_in.opening", "create"),
    "open": ("store.sign_in.opening", "open_store"),
    "Session": ("store.session", "Session"),
}


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module 'store' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(place[0]), place[1])
    globals()[name] = value
    return value

"""The Chinese of every sentence: the English is the key, one module an area, each with TEXTS.

The frame's own module answers for the first screens; the others are read at the first sentence
that it does not know.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from tui.locale.zh_CN import frame


def lookup(key: str) -> str | None:
    """The Chinese for an English sentence, or None."""
    return frame.TEXTS.get(key) or all_texts().get(key)


@functools.cache
def all_texts() -> dict[str, str]:
    """Every sentence of every area."""
    merged: dict[str, str] = {}
    for module in areas():
        merged.update(importlib.import_module(module).TEXTS)
    return merged


def areas() -> list[str]:
    """The dotted names of the modules that hold the texts."""
    return sorted(f"{__name__}.{found.name}" for found in pkgutil.iter_modules(__path__))

"""A checkpoint: a signed line that says how far the operation log went, and what its end was.

It is kept where nobody who can reach the store can change it: another machine, a system log, paper.
Files of checkpoints hold one a line (what a system log puts before it is passed over); a folder of
them is read whole.
"""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from store.errors import InvalidValue, NotFound
from store.files import confinement
from store.log.chain import canonical_json
from store.log.signing import Signer, is_signed

KIND: Final = "checkpoint"
VERSION: Final = 1
ENDING: Final = ".jsonl"
LONGEST: Final = 8192
"""No line with a checkpoint is longer (characters)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Line `seq` of the log of `store` had the MAC `head` (hexadecimal), says its signature."""

    store: str
    seq: int
    head: str
    at: str
    public: str
    signature: str

    def line(self) -> str:
        """The checkpoint as it is written: one line of canonical JSON, without its end."""
        return canonical_json(self.facts())

    def facts(self) -> dict[str, Any]:
        """The checkpoint under the names it has in files."""
        return {"kehao": KIND, "version": VERSION, **asdict(self)}


def sign(key: Signer, *, store: str, seq: int, head: str, at: str) -> Checkpoint:
    """A checkpoint, signed."""
    facts = {"kehao": KIND, "version": VERSION, "store": store, "seq": seq, "head": head, "at": at}
    signed = key.sign(facts)
    return Checkpoint(store, seq, head, at, key.public, str(signed["signature"]))


def read_checkpoints(path: str | Path, *, store: str, public: str = "") -> list[Checkpoint]:
    """Every checkpoint of a file (`-`: standard input) or of a folder's `.jsonl` files, by sequence
    number.

    Each must be of the store with this id and bear a right signature, all by one key: `public`
    (base64) where it is given. Raises NotFound, or InvalidValue with the line that is wrong.
    """
    found = []
    first = public
    for name, number, text in _lines(confinement.place(path)):
        facts = _facts(text)
        if facts is None:
            raise InvalidValue(
                "{path}, line {line}: this is no checkpoint of Kehao.", path=name, line=number
            )
        if not is_signed(facts):
            raise InvalidValue(
                "{path}, line {line}: the signature is wrong; somebody changed or forged this "
                "checkpoint.",
                path=name,
                line=number,
            )
        if facts["store"] != store:
            raise InvalidValue(
                "{path}, line {line}: this checkpoint is of another store ({store}).",
                path=name,
                line=number,
                store=facts["store"],
            )
        first = first or str(facts["public"])
        if facts["public"] != first:
            raise InvalidValue(
                "{path}, line {line}: this checkpoint is signed by another key ({public}) than "
                "{expected}.",
                path=name,
                line=number,
                public=facts["public"],
                expected=first,
            )
        names = Checkpoint.__dataclass_fields__
        found.append(Checkpoint(**{name: facts[name] for name in names}))
    if not found:
        raise NotFound("There is no checkpoint in {path}.", path=str(path))
    return sorted(found, key=lambda one: one.seq)


def read_line(text: str, *, store: str, public: str = "") -> Checkpoint | None:
    """The checkpoint in a line, rightly signed (by `public` where that is given) and of this store;
    None for anything else."""
    facts = _facts(text)
    if facts is None or facts["store"] != store or facts["public"] != (public or facts["public"]):
        return None
    if not is_signed(facts):
        return None
    return Checkpoint(**{name: facts[name] for name in Checkpoint.__dataclass_fields__})


def is_checkpoint(text: str) -> bool:
    """Whether a line looks like a checkpoint, whoever signed it."""
    return _facts(text) is not None


def _lines(path: Path) -> Iterator[tuple[str, int, str]]:
    if str(path) == "-":
        yield from _texts("-", sys.stdin.buffer)
        return
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix == ENDING)
    elif not path.exists():
        raise NotFound("There is no file {path}.", path=str(path))
    else:
        files = [path]
    for file in files:
        if not stat.S_ISREG(file.stat().st_mode):
            raise InvalidValue("{path} is no file of checkpoints.", path=str(file))
        with confinement.opened(file) as handle:
            yield from _texts(str(file), handle)


def _texts(name: str, handle: BinaryIO) -> Iterator[tuple[str, int, str]]:
    number = 0
    while raw := handle.readline(LONGEST):
        number += 1
        if text := raw.decode("utf-8", "replace").strip():
            yield name, number, text


def _facts(text: str) -> Mapping[str, Any] | None:
    """What a line says, if it has the shape of a checkpoint."""
    begin = text.find("{")
    try:
        facts = json.loads(text[begin:]) if begin >= 0 else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(facts, dict) or facts.get("kehao") != KIND or facts.get("version") != VERSION:
        return None
    texts = ("store", "head", "at", "public", "signature")
    if not all(isinstance(facts.get(name), str) for name in texts):
        return None
    seq = facts.get("seq")
    if isinstance(seq, bool) or not isinstance(seq, int) or seq < 1 or len(facts["head"]) != 64:
        return None
    return facts

"""From a right password to the open database, also where a change of the data key was cut short.

A change of the data key goes through two files. When the machine stopped in between, the keyring
leads to the key that the database is still under: whoever signs in next finishes what was begun.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.engine.connection import opens, rekey
from store.engine.database import Engine, translate
from store.engine.driver import Error
from store.errors import StoreBusy
from store.keys import presence
from store.keys.derive import database_key
from store.keys.form import Keyring, mac_holds
from store.keys.keyring import load
from store.keys.presence import Presence
from store.keys.renewal import previous_data_key

_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Entered:
    """An open database, with the keyring and the data key that it goes with."""

    engine: Engine
    keyring: Keyring
    data_key: bytes


def enter(
    keyring_file: Path,
    database: Path,
    session: str,
    keyring: Keyring,
    data_key: bytes,
    again: Callable[[Keyring], bytes],
) -> Entered:
    """Open the database for a session whose password has just opened `keyring`.

    `again` opens a newer keyring with the same password, if the keys were changed meanwhile.
    Raises StoreBusy while somebody changes them, StoreDamaged, and what `again` raises.
    """
    for _ in range(_TRIES):
        here = presence.enter(keyring_file.parent, session)
        try:
            keyring = load(keyring_file)
            if not mac_holds(keyring, data_key):
                data_key = again(keyring)
            elif _under(database, keyring, data_key, here):
                engine = Engine(database, database_key(data_key), here)
                return Entered(engine, keyring, data_key)
        except BaseException:
            here.leave()
            raise
        here.leave()
    raise StoreBusy("The keys of this store are being changed: sign in again in a minute.")


def _under(database: Path, keyring: Keyring, data_key: bytes, here: Presence) -> bool:
    """Whether the database is under the data key, after a change that was cut short was taken up.

    False when somebody else is at it.
    """
    before = previous_data_key(keyring, data_key)
    new = database_key(data_key)
    if before is None or opens(database, new):
        return True
    try:
        with here.gate_shut():
            if here.others(presence.ENTER_SECONDS):
                return False
            if not opens(database, new) and opens(database, old := database_key(before)):
                rekey(database, old, new)
            return True
    except Error as error:
        raise translate(error, database) or error from error
    except StoreBusy:
        return False

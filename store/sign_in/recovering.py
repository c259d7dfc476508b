"""Back into a store whose passwords are lost: the recovery key gives an account a new password.

It serves as well when the pepper is lost. Whoever had it in their password cannot sign in any more
and gets a one-time password from an administrator, as after any forgotten one.
"""

from __future__ import annotations

import secrets

from store.change import Actor, Change, utc_now
from store.errors import NotFound
from store.keys import throttle
from store.keys.form import Keyring
from store.keys.keyring import (
    check_password,
    load,
    unlock_with_recovery,
    updating,
    with_account,
    with_password,
    with_seal,
)
from store.keys.loss import without_lost_peppers
from store.sign_in.entering import enter
from store.sign_in.making import DATABASE, KEYRING
from store.sign_in.opening import THROTTLE, Store
from store.sign_in.standing import bump
from store.text import fold


def recover(
    store: Store, name: str, recovery_key: str, password: str, *, client: str = "local"
) -> str:
    """Give an account a new password by the recovery key, and let it in again; its name.

    Its open sessions end; its roles stay. Raises InvalidValue (the key mistyped, the password),
    SignInRefused (the key of another store), NotFound (no such account), StoreError.
    """
    path = store.folder / KEYRING
    check_password(name, password)
    keyring = load(path)
    data_key = unlock_with_recovery(keyring, recovery_key)
    entered = enter(
        path,
        store.folder / DATABASE,
        secrets.token_hex(8),
        keyring,
        data_key,
        lambda newer: unlock_with_recovery(newer, recovery_key),
    )
    try:
        with entered.engine.reading() as conn:
            row = conn.execute(
                "SELECT id, name FROM staff WHERE key = ? AND removed = ''", (fold(name),)
            ).fetchone()
            log_key = conn.execute("SELECT value FROM secret WHERE name = 'log_key'").fetchone()[0]
        if row is None:
            raise NotFound("There is no account {name}: see kehao staff list.", name=name)
        staff, name = row
        with updating(path, entered.data_key) as held:
            held.keyring = _with_way_in(held.keyring, entered.data_key, name, password)
            serial = held.keyring.serial
        with entered.engine.writing() as conn:
            now = utc_now()
            conn.execute(
                "UPDATE staff SET disabled = 0, must_change = 0, password_at = ? WHERE id = ?",
                (now, staff),
            )
            conn.execute("DELETE FROM recovery_code WHERE staff = ?", (staff,))
            conn.execute("DELETE FROM second_factor WHERE staff = ?", (staff,))
            conn.execute(
                "UPDATE session SET ended = ?, ended_by = ? WHERE ended = '' AND staff = ?",
                (now, name, staff),
            )
            if not keyring.previous:  # else the next sign-in finishes and logs a change of key
                conn.execute(
                    "UPDATE setting SET value = ? WHERE name = 'keyring_serial'", (str(serial),)
                )
            bump(conn)
            actor = Actor(name, "", "", client)
            change = Change(conn, actor, bytes(log_key), lambda _: True, now)
            change.log("key.recover", name)
    finally:
        entered.engine.close()
    throttle.unlock(store.folder / THROTTLE, name)
    return str(name)


def _with_way_in(keyring: Keyring, data_key: bytes, name: str, password: str) -> Keyring:
    keyring = without_lost_peppers(keyring, data_key)
    put = with_password if keyring.find(name) else with_account
    return with_seal(put(keyring, data_key, name, password), data_key, name)

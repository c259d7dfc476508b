"""A password, or the recovery key, opens the store; nothing and nobody else does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from store.errors import InvalidValue, NotFound, SignInRefused, StoreBusy, StoreDamaged
from store.keys import password
from store.keys.derive import context, database_key, keyring_mac_key, previous_key_key
from store.keys.form import Keyring, recovery_info, seal_info, signed
from store.keys.keyring import (
    new_keyring,
    unlock,
    unlock_with_recovery,
    verify_password,
    with_account,
    with_password,
    with_recovery,
    with_seal,
    without_account,
    without_seal,
)
from store.keys.renewal import previous_data_key, renewed
from store.keys.seal import new_private_key, public_key, seal, unseal

SHIPPED = (password.STANDARD, password.FLOOR)
ADMIN, SECRET = "王芳", "many small stones"
CLERK, OTHER = "li.si", "rivers run to the sea"


@pytest.fixture
def made() -> tuple[Keyring, bytes, str]:
    return new_keyring(ADMIN, SECRET)


@pytest.fixture
def two(made: tuple[Keyring, bytes, str]) -> tuple[Keyring, bytes]:
    keyring, data_key, _ = made
    return with_account(keyring, data_key, CLERK, OTHER), data_key


def test_the_shipped_figures_are_64_mib_three_passes_four_lanes() -> None:
    figures = password.Figures(memory=65536, passes=3, lanes=4)
    assert (figures, figures) == SHIPPED


def test_a_new_account_is_wrapped_with_the_shipped_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "STANDARD", SHIPPED[0])
    keyring, data_key, _ = new_keyring(ADMIN, SECRET)
    assert keyring.accounts[ADMIN].figures == SHIPPED[0]
    assert len(keyring.accounts[ADMIN].salt) == 16
    assert unlock(keyring, ADMIN, SECRET) == data_key


def test_each_account_and_the_recovery_key_open_the_same_random_data_key(
    two: tuple[Keyring, bytes], made: tuple[Keyring, bytes, str]
) -> None:
    keyring, data_key = two
    assert len(data_key) == 32
    assert unlock(keyring, ADMIN, SECRET) == data_key
    assert unlock(keyring, CLERK, OTHER) == data_key
    assert unlock_with_recovery(keyring, made[2]) == data_key
    assert new_keyring(ADMIN, SECRET)[1] != data_key


def test_a_name_is_found_as_people_type_it(two: tuple[Keyring, bytes]) -> None:
    keyring, data_key = two
    assert unlock(keyring, "LI.Si", OTHER) == data_key
    assert unlock(keyring, "ｌｉ.ｓｉ", OTHER) == data_key


def test_a_password_is_the_same_however_its_accents_were_typed() -> None:
    keyring, data_key, _ = new_keyring(ADMIN, "café de la gare")
    assert unlock(keyring, ADMIN, "cafe\u0301 de la gare") == data_key


@pytest.mark.parametrize("wrong", ["", SECRET + " ", SECRET.upper(), "\ud800", "x" * 5000])
def test_a_wrong_password_is_refused(made: tuple[Keyring, bytes, str], wrong: str) -> None:
    with pytest.raises(SignInRefused):
        unlock(made[0], ADMIN, wrong)
    assert not verify_password(made[0], ADMIN, wrong)


def test_every_refusal_says_the_same_and_costs_one_argon2_run(
    two: tuple[Keyring, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = without_seal(two[0], two[1], CLERK)
    runs: list[password.Figures] = []
    stretched = password._stretched

    def counting(text: str, salt: bytes, figures: password.Figures, pepper: bytes) -> bytes:
        runs.append(figures)
        return stretched(text, salt, figures, pepper)

    monkeypatch.setattr(password, "_stretched", counting)
    said = set()
    for name, text in (
        (ADMIN, OTHER),
        ("nobody", SECRET),
        (CLERK, OTHER),
        ("\x1b[2J", ""),
        ("", ""),
    ):
        runs.clear()
        with pytest.raises(SignInRefused) as refused:
            unlock(keyring, name, text)
        said.add(str(refused.value))
        assert runs == [password.STANDARD]
    assert len(said) == 1


def test_a_disabled_account_opens_nothing_until_it_is_enabled(two: tuple[Keyring, bytes]) -> None:
    keyring, data_key = two
    disabled = without_seal(keyring, data_key, CLERK)
    with pytest.raises(SignInRefused):
        unlock(disabled, CLERK, OTHER)
    assert unlock(with_seal(disabled, data_key, CLERK), CLERK, OTHER) == data_key


def test_a_new_password_replaces_the_old_one_and_keeps_a_disabled_account_disabled(
    two: tuple[Keyring, bytes],
) -> None:
    keyring, data_key = two
    changed = with_password(keyring, data_key, "LI.SI", "the hills are far away")
    assert unlock(changed, CLERK, "the hills are far away") == data_key
    assert not verify_password(changed, CLERK, OTHER)
    assert changed.accounts[CLERK].public != keyring.accounts[CLERK].public
    disabled = without_seal(keyring, data_key, CLERK)
    changed = with_password(disabled, data_key, CLERK, "the hills are far away")
    with pytest.raises(SignInRefused):
        unlock(changed, CLERK, "the hills are far away")


def test_a_removed_account_is_gone_and_the_last_one_stays(two: tuple[Keyring, bytes]) -> None:
    keyring, data_key = two
    rest = without_account(keyring, data_key, CLERK)
    assert list(rest.accounts) == [ADMIN]
    for take in (without_account, without_seal):
        with pytest.raises(InvalidValue):
            take(rest, data_key, ADMIN)
        with pytest.raises(InvalidValue):
            take(without_seal(keyring, data_key, CLERK), data_key, ADMIN)


def test_two_accounts_never_differ_only_in_case_or_width(two: tuple[Keyring, bytes]) -> None:
    keyring, data_key = two
    for name in ("Li.Si", "ＬＩ.ＳＩ", CLERK):
        with pytest.raises(InvalidValue):
            with_account(keyring, data_key, name, "rain falls on the roof")


def test_unknown_accounts_are_told_apart_from_wrong_values(two: tuple[Keyring, bytes]) -> None:
    keyring, data_key = two
    with pytest.raises(NotFound):
        with_password(keyring, data_key, "nobody", "rain falls on the roof")
    for take in (without_account, without_seal, with_seal):
        with pytest.raises(NotFound):
            take(keyring, data_key, "nobody")


def test_another_stores_recovery_key_is_refused_and_a_new_one_ends_the_old(
    made: tuple[Keyring, bytes, str],
) -> None:
    keyring, data_key, recovery_key = made
    with pytest.raises(SignInRefused):
        unlock_with_recovery(keyring, new_keyring(ADMIN, SECRET)[2])
    changed, fresh = with_recovery(keyring, data_key)
    assert unlock_with_recovery(changed, fresh) == data_key
    with pytest.raises(SignInRefused):
        unlock_with_recovery(changed, recovery_key)


def test_a_new_data_key_reaches_everyone_without_their_passwords(
    two: tuple[Keyring, bytes], made: tuple[Keyring, bytes, str]
) -> None:
    keyring, data_key = two
    keyring = with_account(keyring, data_key, "gone", "leaves in the autumn wind")
    changed, new_key = renewed(without_seal(keyring, data_key, "gone"), data_key)
    assert new_key != data_key
    assert unlock(changed, ADMIN, SECRET) == new_key
    assert unlock(changed, CLERK, OTHER) == new_key
    assert unlock_with_recovery(changed, made[2]) == new_key
    with pytest.raises(SignInRefused):
        unlock(changed, "gone", "leaves in the autumn wind")
    assert previous_data_key(changed, new_key) == data_key
    with pytest.raises(StoreBusy):
        renewed(changed, new_key)


def test_nothing_is_built_on_a_keyring_whose_mac_does_not_hold(two: tuple[Keyring, bytes]) -> None:
    keyring, data_key = two
    stranger = with_account(*new_keyring(ADMIN, SECRET)[:2], CLERK, OTHER)
    forged = replace(keyring, accounts={**keyring.accounts, CLERK: stranger.accounts[CLERK]})
    changes: list[Callable[[], object]] = [
        lambda: with_account(forged, data_key, "new", "rain falls on the roof"),
        lambda: with_password(forged, data_key, ADMIN, "rain falls on the roof"),
        lambda: without_account(forged, data_key, CLERK),
        lambda: without_seal(forged, data_key, CLERK),
        lambda: with_seal(forged, data_key, CLERK),
        lambda: with_recovery(forged, data_key),
        lambda: renewed(forged, data_key),
    ]
    for change in changes:
        with pytest.raises(StoreDamaged):
            change()


def test_a_chosen_data_key_sealed_by_a_stranger_needs_the_whole_keyring_and_opens_no_database(
    two: tuple[Keyring, bytes],
) -> None:
    keyring, data_key = two
    own = bytes(32)
    entry = keyring.accounts[CLERK]
    entry = replace(entry, sealed=seal(own, entry.public, seal_info(keyring.store, CLERK)))
    forged = replace(keyring, accounts={**keyring.accounts, CLERK: entry})
    with pytest.raises(StoreDamaged):
        unlock(forged, CLERK, OTHER)
    whole = signed(forged, own)
    assert database_key(unlock(whole, CLERK, OTHER)) != database_key(data_key)
    with pytest.raises(StoreDamaged):
        unlock(whole, ADMIN, SECRET)


def test_a_sealed_data_key_opens_only_for_its_holder_in_its_store() -> None:
    private = new_private_key()
    sealed = seal(bytes(32), public_key(private), seal_info("a" * 32, ADMIN))
    assert unseal(sealed, private, seal_info("a" * 32, ADMIN)) == bytes(32)
    for info in (seal_info("a" * 32, CLERK), seal_info("b" * 32, ADMIN), recovery_info("a" * 32)):
        assert unseal(sealed, private, info) is None
    assert unseal(sealed, new_private_key(), seal_info("a" * 32, ADMIN)) is None
    assert unseal(seal(b"short", public_key(private), b""), private, b"") is None


def test_each_purpose_has_a_key_of_its_own_and_the_database_key_is_fixed_for_ever() -> None:
    data_key = bytes(range(32))
    keys = [keyring_mac_key(data_key), previous_key_key(data_key), data_key]
    assert len({*(key.hex() for key in keys), database_key(data_key)}) == 4
    assert database_key(data_key) == (
        "d77e3a5fa5ef0f2b47e541f74867391209a07564f2eaa3e5278c7cae6a1c1bd7"
    )


def test_what_secrets_are_bound_to_cannot_be_read_two_ways() -> None:
    assert context("ab", "c") != context("a", "bc")
    assert context("a", "") != context("a")
    assert context(1, 23) != context(12, 3)


def test_nothing_secret_is_shown_when_a_keyring_is_printed(two: tuple[Keyring, bytes]) -> None:
    keyring, data_key = two
    assert repr(data_key)[2:-1] not in repr(keyring)
    assert SECRET not in repr(keyring)


def test_reading_a_keyring_needs_no_cryptography() -> None:
    code = (
        "import sys, store.keys.keyring, store.keys.throttle\n"
        "assert not {'cryptography', 'sqlcipher3'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

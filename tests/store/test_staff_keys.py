"""SSH keys of staff: whose they are, who may give them, and what they open."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from store.errors import InvalidValue, NotFound, SessionEnded, SignInRefused
from store.files import confinement
from store.files.confinement import Confinement
from store.session import Session
from store.sign_in.opening import Store
from store.staff.ssh_key import PublicKey, read_key
from tests.conftest import PASSWORD

Enter = Callable[[str], Session]


def ed25519(number: int) -> PublicKey:
    """A well-formed key."""
    parts = (b"ssh-ed25519", bytes([number]) * 32)
    raw = b"".join(len(part).to_bytes(4) + part for part in parts)
    return read_key(f"ssh-ed25519 {base64.b64encode(raw).decode()} 李娜 laptop\n")


def rsa(bits: int) -> str:
    number = (1 << (bits - 1)).to_bytes(bits // 8 + 1)
    parts = (b"ssh-rsa", b"\1\0\1", number)
    raw = b"".join(len(part).to_bytes(4) + part for part in parts)
    return f"ssh-rsa {base64.b64encode(raw).decode()}"


def test_a_key_has_the_fingerprint_that_openssh_shows() -> None:
    line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl x@y"
    key = read_key(f"# a comment\n{line}\r\n")
    assert key.fingerprint == "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
    assert (key.kind, key.comment) == ("ssh-ed25519", "x@y")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 !!!!",
        "ssh-dss " + base64.b64encode(b"\0\0\0\7ssh-dss\0\0\0\1x").decode(),
        "ssh-rsa " + ed25519(1).text,
        'command="sh" ' + ed25519(1).line,
        ed25519(1).line + "\n" + ed25519(2).line,
        "ssh-ed25519 " + ed25519(1).text[:-8],
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n",
        rsa(1024),
        "x" * 100_000,
    ],
)
def test_what_is_no_good_public_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_key(text)


def test_a_long_enough_rsa_key_is_taken() -> None:
    assert read_key(rsa(3072)).kind == "ssh-rsa"


def test_keys_are_given_listed_taken_and_logged(sign_in: Enter) -> None:
    admin = sign_in("admin")
    one, two = ed25519(1), ed25519(2)
    assert admin.staff_keys.add("CLERK", one).account == "clerk"
    admin.staff_keys.add("clerk", two)
    assert [key.fingerprint for key in admin.staff_keys.list()] == [
        one.fingerprint,
        two.fingerprint,
    ]
    assert admin.staff_keys.list()[0].key == one
    with pytest.raises(InvalidValue, match="clerk has this key"):
        admin.staff_keys.add("viewer", one)
    with pytest.raises(NotFound):
        admin.staff_keys.add("nobody", ed25519(3))
    with pytest.raises(NotFound):
        admin.staff_keys.remove("viewer", one.fingerprint)
    admin.staff_keys.remove("clerk", one.fingerprint, "lost")
    assert [key.fingerprint for key in admin.staff_keys.list()] == [two.fingerprint]
    admin.staff_keys.remove("clerk")
    assert admin.staff_keys.list() == []
    lines = sign_in("auditor").log.list("action:staff")
    told = [(line.action, line.object, line.reason) for line in lines if "key" in line.action]
    assert sorted(told) == sorted(
        [
            ("staff.key_add", "clerk", ""),
            ("staff.key_add", "clerk", ""),
            ("staff.key_remove", "clerk", "lost"),
            ("staff.key_remove", "clerk", ""),
        ]
    )


def test_a_key_opens_the_door_for_its_owner_alone(sign_in: Enter, house: Store) -> None:
    admin = sign_in("admin")
    key = ed25519(1)
    admin.staff_keys.add("clerk", key)
    with pytest.raises(SignInRefused, match=r"^Name or password is wrong\.$"):
        house.sign_in("viewer", PASSWORD, client="192.0.2.7", key=key.fingerprint)
    with pytest.raises(SignInRefused):
        house.sign_in("clerk", PASSWORD, client="192.0.2.8", key=ed25519(2).fingerprint)
    with pytest.raises(SignInRefused):
        house.sign_in("auditor", PASSWORD, client="192.0.2.9", key=key.fingerprint)
    clerk = house.sign_in("clerk", PASSWORD, client="192.0.2.7", key=key.fingerprint)
    log = sign_in("auditor").log
    entered = log.list("action:sign.in actor:clerk")[0]
    assert (entered.client, entered.after) == ("192.0.2.7", {"key": key.fingerprint})
    refused = [line.after for line in log.list("action:sign.refused")]
    assert [line["key"] for line in refused if line] == [
        key.fingerprint,
        ed25519(2).fingerprint,
        key.fingerprint,
    ]
    with clerk.reading() as conn:
        row = conn.execute("SELECT key FROM session WHERE id = ?", (clerk.session_id,)).fetchone()
    assert row[0] == key.fingerprint
    admin.staff_keys.remove("clerk", key.fingerprint)
    with pytest.raises(SessionEnded):
        clerk.search.count("")
    with pytest.raises(SignInRefused):
        house.sign_in("clerk", PASSWORD, client="192.0.2.10", key=key.fingerprint)


def test_who_is_served_signs_in_under_their_own_name_only(house: Store) -> None:
    confinement.confine(Confinement("clerk", house.folder))
    try:
        with pytest.raises(SignInRefused, match="You came in as clerk"):
            house.sign_in("boss", PASSWORD)
        house.sign_in("CLERK", PASSWORD).close()
        confinement.confine(Confinement("clerk", house.folder.parent / "another"))
        house.sign_in("boss", PASSWORD).close()
    finally:
        confinement.confine(None)

"""`kehao server check` on a server that is really set up: broken in one way after another, each
is named, and mended again nothing is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.own_machine import Machine, own_machine
from tests.faults.test_sudo import WHY, findings, put_a_server_up

pytestmark = [pytest.mark.skipif(bool(WHY), reason=WHY or "it can"), pytest.mark.long]

BLOCK = "/etc/ssh/sshd_config.d/10-kehao.conf"
RULES = "/etc/sudoers.d/kehao"
OTHER = "/etc/sudoers.d/zz"
STARTER = "/usr/local/bin/kehao"
DOOR = "/opt/kehao/lib/python*/site-packages/tui/server/door.py"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

WAYS = {
    "no block at all": (f"rm {BLOCK}", "sshd has passwordauthentication yes"),
    "forwarding": (f"sed -i /DisableForwarding/d {BLOCK}", "sshd has disableforwarding no"),
    "the rc file": (f"sed -i /PermitUserRC/d {BLOCK}", "sshd has permituserrc yes"),
    "any variable": (f"sed -i 's/AcceptEnv none/AcceptEnv */' {BLOCK}", "lets clients set *"),
    "a file of variables": (
        "sed -i '1i PermitUserEnvironment yes' /etc/ssh/sshd_config",
        "sshd reads the environment from files",
    ),
    "the key unseen": (f"sed -i /ExposeAuthInfo/d {BLOCK}", "ExposeAuthInfo yes is needed"),
    "another command": (
        f"sed -i 's#ForceCommand.*#ForceCommand /bin/sh -I#' {BLOCK}",
        "forces another command than kehao server enter",
    ),
    "Python not apart": (f"sed -i 's# -I # #' {BLOCK}", "starts Python without -I"),
    "sshd's words wrong": (f"echo Nonsense >>{BLOCK}", "sshd can't be asked: "),
    "a bare key": (f"echo '{KEY}' >>/etc/ssh/kehao_keys", "line 2: restrict is missing"),
    "a nameless key": (
        f"""echo 'restrict,command="/bin/sh" {KEY}' >>/etc/ssh/kehao_keys""",
        "does not say whose key it is",
    ),
    "keys open to change": ("chmod 666 /etc/ssh/kehao_keys", "/etc/ssh/kehao_keys can be changed"),
    "no shell": ("usermod -s /usr/sbin/nologin kehao", "refuses the forced command"),
    "a password": ("echo kehao:some words here | chpasswd", "account: The account has a password"),
    "sshd's own rc": (
        "install -d -o kehao /srv/kehao/.ssh; touch /srv/kehao/.ssh/rc",
        "/srv/kehao/.ssh/rc is there",
    ),
    "a home open to change": ("chmod 777 /srv/kehao", "/srv/kehao can be changed by others"),
    "a store to read": ("chmod 750 /srv/kehao/store", "/srv/kehao/store can be read by others"),
    "a file of root's": (
        "chown root /srv/kehao/store/kehao.db",
        "/srv/kehao/store/kehao.db belongs to another account",
    ),
    "settings open to change": (
        "chmod 666 /srv/kehao/.config/kehao/server.toml",
        "server.toml can be changed by others",
    ),
    "the store allowed": (
        "sed -i 's#allow = .*#allow = [\"/srv/kehao\"]#' /srv/kehao/.config/kehao/server.toml",
        "/srv/kehao may not be allowed",
    ),
    "a program open to change": (f"chmod 666 {DOOR}", "door.py can be changed by others"),
    "a program of the account's": (f"chown kehao {DOOR}", "belongs to the account that it guards"),
    "a program out of reach": (
        "chmod 700 /opt/kehao/bin",
        "program: The account can't start /opt/kehao/bin/python: Permission denied",
    ),
    "all commands": (
        f"echo '%sales ALL=(kehao) ALL' >{OTHER}",
        "sudo: sudo lets %sales run ALL as kehao",
    ),
    "an editor": (
        f"echo 'stranger ALL=(kehao) NOPASSWD: /usr/bin/vim' >{OTHER}",
        "sudo: sudo lets stranger run /usr/bin/vim as kehao",
    ),
    "anybody but root": (
        f"echo 'wang ALL=(ALL, !root) ALL' >{OTHER}",
        "sudo: sudo lets wang run ALL as kehao",
    ),
    "behind names": (
        f"""printf 'User_Alias P = wang, %%sales\\nRunas_Alias S = www-data, #%s\\n"""
        f"""P ALL=(S) /usr/bin/less\\n' "$(id -u kehao)" >{OTHER}""",
        "sudo: sudo lets wang, %sales run /usr/bin/less as kehao",
    ),
    "kehao as root": (
        f"sed -i 's/(kehao)/(ALL)/' {RULES}",
        "sudo: sudo lets %sales run /usr/local/bin/kehao not only as kehao",
    ),
    "variables by a mark": (
        f"sed -i 's/NOPASSWD:/NOPASSWD: SETENV:/' {RULES}",
        "take SETENV away",
    ),
    "variables by a setting": (
        f"sed -i 's/env_reset/!env_reset/' {RULES}",
        "sudo hands the caller's environment on",
    ),
    "the account itself": (
        f"echo 'kehao ALL=(root) /usr/bin/apt' >{OTHER}",
        "sudo lets kehao itself run /usr/bin/apt as others",
    ),
    "sudo's words wrong": (
        f"echo nonsense >{OTHER}",
        "sudo: sudo's lines are not as they should be: ",
    ),
    "sudo's lines open to change": (f"chmod 666 {RULES}", f"{RULES}: bad permissions"),
    "another starter": (
        f"printf '#!/bin/sh\\nexec /opt/kehao/bin/kehao \"$@\"\\n' >{STARTER}",
        f"{STARTER} does not start this program",
    ),
    "a starter open to change": (f"chmod 777 {STARTER}", f"{STARTER} can be changed by others"),
    "a starter gone": (f"rm {STARTER}", f"There is no {STARTER}"),
    "the timer off": (
        "rm /etc/systemd/system/timers.target.wants/kehao-due.timer",
        "timer: The timer is not switched on",
    ),
    "what is due by nobody": (
        "rm /etc/systemd/system/kehao-due.service",
        "timer: Nothing does what is due",
    ),
}
"""What a shell breaks, and what the check must say of it."""

_PLACES = "/etc /srv /usr/local/bin"


@pytest.fixture(scope="module")
def whole() -> Iterator[Machine]:
    """A server that is set up, and a copy of all of its files to go back to."""
    with own_machine() as machine:
        put_a_server_up(machine)
        machine.must("sh", "-c", f"tar -C / --numeric-owner -cpf /opt/whole.tar {_PLACES}")
        yield machine
        assert findings(machine) == []  # mended again after each way


def test_nothing_stands_open_on_a_server_as_it_was_set_up(whole: Machine) -> None:
    assert findings(whole) == []


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_breaking_it_is_named(whole: Machine, way: str) -> None:
    broken, wanted = WAYS[way]
    modes = whole.must("sh", "-c", f"stat -c '%a %n' /opt/kehao/bin {DOOR}").splitlines()
    whole.must("sh", "-c", broken)
    try:
        said = findings(whole)
        assert [one for one in said if wanted in one], said
    finally:
        whole.must(
            *("sh", "-c"),
            f"rm -rf {OTHER} /srv/kehao/.ssh; tar -C / --numeric-owner -xpf /opt/whole.tar"
            f" && chown root {DOOR}",
        )
        for line in modes:
            whole.must("chmod", *line.split(" ", 1))

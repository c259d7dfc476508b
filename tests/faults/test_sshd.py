"""A real sshd on loopback: people get to Kehao and to nothing else.

Each attack runs against sshd as `kehao server setup` writes it; those on the environment also
against one whose administrator lets clients set every variable.
"""

from __future__ import annotations

import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import store
from store.keys import password as keys
from tests.faults.real_sshd import (
    ADMIN,
    PASSWORD,
    SSHD,
    VIEWER,
    Server,
    serving,
    terminal,
    why_not,
)
from tui.server import check

pytestmark = [
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "sshd is here"),
    pytest.mark.long,
]

TERM = {"TERM": "xterm-256color"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for all of these tests."""
    strong = keys.Figures(memory=64 * 1024, passes=3, lanes=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "STANDARD", strong)
        patch.setattr(keys, "FLOOR", strong)
        with serving() as made:
            yield made


def test_people_get_to_the_sign_in_under_their_own_name_and_no_further(server: Server) -> None:
    with terminal(server, environ=TERM) as seen:
        seen.until("客号 Kehao")
        seen.until(ADMIN)
        seen.quiet(0.4)
        seen.send("\x1a\x03")  # ctrl+z, ctrl+c
        seen.quiet(0.3)
        seen.send(f"{PASSWORD}\r")
        seen.until("F1")
        seen.until("Customers")
        seen.send("\x1a")
        seen.quiet(0.3)
        seen.until("Customers")
        seen.send("\x11")  # ctrl+q
        deadline = time.monotonic() + 10
        while server.processes() and time.monotonic() < deadline:
            try:
                seen.read(0.2)
            except AssertionError:
                break
    assert server.processes() == []


def test_the_log_knows_the_key_and_the_address(server: Server) -> None:
    server.as_person("count", "--json")
    lines = server.as_person("log", "list", "'action:sign.in'", "--json").decode().splitlines()
    newest = store_line(lines[-1])
    shown = subprocess.run(
        ["ssh-keygen", "-lf", str(server.base / f"{ADMIN}.key.pub")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()[1]
    assert newest["client"] == "127.0.0.1"
    assert newest["after"] == {"key": shown}


def store_line(line: str) -> dict[str, object]:
    import json

    value = json.loads(line)
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(
    "command",
    [
        "sh",
        "'sh -c id'",
        "/bin/sh",
        "sh -c 'id > pwned'",
        "count; id",
        "count && id",
        "count | sh",
        "$(id)",
        "`id`",
        "count $(touch pwned)",
        "count > pwned",
        "-c id",
        "--help; id",
        "kehao sh",
        "kehao; sh",
        "count\nid",
        "scp -t .",
        "/usr/lib/openssh/sftp-server",
        "internal-sftp",
        "rsync --server . .",
        "git-upload-pack .",
        "python3 -c 'import os; os.system(\"id\")'",
        "'",
    ],
)
def test_no_command_is_a_shell(server: Server, command: str) -> None:
    port = "lines" if len(command) % 2 else "strict"
    answer = server.call(command, stdin=b"id\nexit\n", port=port)
    assert answer.returncode in (2, 3)
    assert b"uid=" not in answer.stdout + answer.stderr
    assert b"Traceback" not in answer.stderr
    assert len(answer.stderr.decode().splitlines()) == 1
    assert not list(server.home.rglob("pwned"))


@pytest.mark.parametrize(
    "words",
    [
        ["server", "check"],
        ["--lang", "zh", "server", "setup"],
        ["server", "enter", "--as", VIEWER],
        ["init", "--admin", "x"],
        ["demo"],
        ["--store", "/tmp", "count"],
        ["count", "--store=/tmp"],
        ["--user", VIEWER, "count"],
        ["count", f"--user={VIEWER}"],
        ["--store", "/tmp"],
        ["--user", VIEWER],
    ],
)
def test_store_user_and_the_server_itself_are_fixed(server: Server, words: list[str]) -> None:
    answer = server.call(*words)
    assert answer.returncode in (2, 3), answer
    assert len(answer.stderr.decode().splitlines()) == 1
    assert answer.stdout == b""


def test_another_persons_key_signs_in_as_nobody_else(server: Server) -> None:
    """The viewer, who knows the administrator's password, comes in as the viewer."""
    assert VIEWER.encode() in server.as_person("staff", "list", "--json", who=ADMIN)
    given = f"{PASSWORD}\n".encode()
    refused = server.call("staff", "list", "--password-file", "-", stdin=given, who=VIEWER)
    assert refused.returncode == 3
    with terminal(server, environ=TERM, who=VIEWER) as seen:
        seen.until(VIEWER)
        seen.quiet(0.4)
        seen.send(f"\x1b[Z{ADMIN}\t{PASSWORD}\r")  # back to the name, type another
        seen.quiet(1.0)
        assert f"{ADMIN} (" not in seen.text


def test_sftp_and_scp_do_not_begin(server: Server, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("name\n")
    for tool in (["sftp"], ["scp"], ["scp", "-O"]):
        command = [*tool, *server.ssh()[1:-1]]
        command[command.index("-p")] = "-P"
        command.append(str(server.ports["strict"]))
        target = [server.at] if tool == ["sftp"] else [str(mine), f"{server.at}:mine.csv"]
        answer = subprocess.run(
            [*command, *target],
            input=b"put mine.csv\n",
            capture_output=True,
            timeout=30,
            check=False,
        )
        assert answer.returncode != 0
    assert not list(server.home.rglob("mine.csv"))


@pytest.mark.parametrize("port", ["strict", "lines"])
def test_nothing_is_forwarded(server: Server, port: str) -> None:
    """-L, -R, -D, a socket of the server, the agent, X11: with a session or without one."""
    with socket.socket() as inside:
        inside.bind(("127.0.0.1", 0))
        inside.listen()
        inside.settimeout(0.5)
        there = inside.getsockname()[1]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            here = free.getsockname()[1]
        tunnel = subprocess.Popen(
            server.ssh("-N", "-L", f"{here}:127.0.0.1:{there}", server.at, port=port),
            stderr=subprocess.DEVNULL,
        )
        try:
            end = time.monotonic() + 5
            while time.monotonic() < end:
                try:
                    with socket.create_connection(("127.0.0.1", here), 1) as through:
                        through.settimeout(3)
                        through.sendall(b"x")
                        assert through.recv(1) == b""  # sshd refuses: closed at once
                    break
                except ConnectionRefusedError:
                    time.sleep(0.05)
                except ConnectionResetError:
                    break
            else:
                pytest.fail("the client's end of the tunnel did not open")
            with pytest.raises(TimeoutError):
                inside.accept()
        finally:
            tunnel.terminate()
            tunnel.wait(5)
    failing = ("-o", "ExitOnForwardFailure=yes", "-N")
    for more in (("-R", f"{here}:127.0.0.1:22"), ("-R", f"/tmp/kht-{here}.sock:127.0.0.1:22")):
        answer = server.call(options=(*failing, *more), port=port, seconds=20)
        assert answer.returncode == 255
    assert not Path(f"/tmp/kht-{here}.sock").exists()


@pytest.mark.parametrize("port", ["strict", "lines"])
def test_neither_agent_nor_display_reach_the_program(server: Server, port: str) -> None:
    agent = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
    words = dict(part.split("=", 1) for part in agent.replace(";", "\n").split() if "=" in part)
    try:
        environ = {**TERM, "DISPLAY": ":0", "SSH_AUTH_SOCK": words["SSH_AUTH_SOCK"]}
        with terminal(server, "-A", "-X", "-Y", environ=environ, port=port) as seen:
            seen.until("客号 Kehao")
            held = environments(server)
            assert held
            for one in held:
                assert not {"SSH_AUTH_SOCK", "DISPLAY", "XAUTHORITY"} & set(one)
    finally:
        os.kill(int(words["SSH_AGENT_PID"]), signal.SIGTERM)


def environments(server: Server) -> list[dict[str, str]]:
    """The environment of each process of Kehao that runs there, as the kernel has it."""
    found = []
    for pid in server.processes():
        folder = Path("/proc", str(pid))
        try:
            line = (folder / "cmdline").read_bytes().split(b"\0")
            raw = (folder / "environ").read_bytes()
        except OSError:
            continue
        if any(word.endswith(b"door.py") for word in line) and b"enter" not in line:
            pairs = (
                part.split("=", 1) for part in raw.decode(errors="replace").split("\0") if part
            )
            found.append({pair[0]: pair[-1] for pair in pairs})
    return found


@pytest.mark.parametrize("port", ["strict", "slips", "lines"])
def test_what_a_client_sends_into_the_environment_does_nothing(
    server: Server, port: str, tmp_path: Path
) -> None:
    """SendEnv of what loads code, opens a browser, names files or folders; and a hostile TERM."""
    evil = server.base / "evil"
    evil.mkdir(exist_ok=True)
    mark = server.home / "pwned"
    for name in ("sitecustomize", "usercustomize", "evil", "textual"):
        (evil / f"{name}.py").write_text(f"open({str(mark)!r}, 'w')\nraise SystemExit('evil')\n")
    evil.chmod(0o755)
    sent = {
        "TEXTUAL_DRIVER": "evil:Driver",
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_LOG": str(server.home / "textual.log"),
        "TEXTUAL_SCREENSHOT": "1",
        "BROWSER": "/bin/touch %s",
        "EDITOR": "/bin/sh",
        "PYTHONPATH": str(evil),
        "PYTHONHOME": str(evil),
        "PYTHONSTARTUP": str(evil / "evil.py"),
        "PYTHONINSPECT": "1",
        "PYTHONBREAKPOINT": "evil.main",
        "LC_EVIL": "$(touch pwned)",
        "LC_ALL": "../../evil.UTF-8",
        "LANG": "\x1b]52;c;cHduZWQ=\x07",
        "LANGUAGE": "evil",
        "KEHAO_STORE": "/tmp",
        "KEHAO_USER": VIEWER,
        "KEHAO_FILES_ALLOWED": "/etc:/root",
        "KEHAO_PASSWORD_FILE": "/etc/passwd",
        "XDG_CONFIG_HOME": str(evil),
        "XDG_DATA_HOME": "/tmp",
        "HOME": "/tmp",
        "TMPDIR": str(evil),
        "COLUMNS": "100000000",
        "TERMINFO": str(evil),
        "SSL_CERT_FILE": str(evil),
        "OPENSSL_CONF": str(evil / "openssl.cnf"),
    }
    if port == "strict":  # where they arrive, who sends them is sent away: below
        sent |= {"KEHAO_SERVED": VIEWER, "SUDO_UID": "1", "SUDO_USER": VIEWER}
    # one line: of several ssh takes the first alone
    options = ["-o", "SetEnv=" + " ".join(quoted(f"{name}={sent[name]}") for name in sent)]
    environ = {"TERM": "xterm\x1b]52;c;cHduZWQ=\x07/../../evil"}
    with terminal(server, *options, environ=environ, port=port) as seen:
        seen.until(ADMIN)
        seen.quiet(0.3)
        assert environments(server)
        for one in environments(server):
            assert set(one) <= {
                *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TERM", "SSH_CONNECTION"),
                *("KEHAO_SERVED", "KEHAO_SERVED_KEY", "KEHAO_STORE", "KEHAO_USER"),
            }
            assert one["KEHAO_SERVED"] == one["KEHAO_USER"] == ADMIN
            assert one["KEHAO_STORE"] == str(server.folder)
            assert one["TERM"] == "xterm-256color"
            assert one["LANG"] == "C.UTF-8"
            assert one["HOME"] == pwd.getpwuid(pwd.getpwnam(server.account).pw_uid).pw_dir
    assert not mark.exists()
    assert not (server.home / "textual.log").exists()
    assert not list(server.home.glob("*.svg"))


@pytest.mark.parametrize("sent", [f"KEHAO_SERVED={VIEWER}", "SUDO_UID=1"])
def test_a_client_that_says_whom_it_serves_is_sent_away(server: Server, sent: str) -> None:
    answer = server.call("count", options=("-o", f"SetEnv={sent}"), port="slips")
    assert (answer.returncode, answer.stdout) == (3, b"")


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("port", ["strict", "lines"])
def test_the_rc_file_is_not_run(server: Server, port: str) -> None:
    folder, mark = server.home / ".ssh", server.home / "rc-was-here"
    folder.mkdir(mode=0o700)
    (folder / "rc").write_text(f"touch {mark}\n")
    (folder / "environment").write_text("PYTHONINSPECT=1\n")
    subprocess.run(["chown", "-R", server.account, str(folder)], check=True)
    server.as_person("count", "--json", port=port)
    assert not mark.exists()
    found = [one.error.params.get("path") for one in examined(server)]
    assert {str(folder / "rc"), str(folder / "environment")} <= set(found)
    subprocess.run(["rm", "-r", str(folder)], check=True)


def test_files_go_to_and_from_the_persons_own_machine(server: Server) -> None:
    out = server.as_person("export", "-", "--columns", "code,name").decode()
    assert "深圳晴川贸易有限公司" in out
    came = server.as_person(
        "import", "-", "--json", stdin="name,region\n杭州云禾软件有限公司,浙江\n".encode()
    )
    assert store_line(came.decode().splitlines()[-1])["added"] == 1
    assert "杭州云禾" in server.as_person("export", "-").decode()
    lines = server.as_person("log", "list", "'action:import.run'", "--json")
    assert store_line(lines.decode().splitlines()[-1])["actor"] == ADMIN
    refused = server.call(
        "export", "-", "--password-file", "-", stdin=f"{PASSWORD}\n".encode(), who=VIEWER
    )
    assert (refused.returncode, refused.stdout) == (3, b"")


def test_files_that_are_named_lie_in_the_own_folder(server: Server) -> None:
    server.as_person("export", "all.csv")
    written = server.own(ADMIN) / "all.csv"
    assert written.stat().st_mode & 0o777 == 0o600
    for name in ("../x.csv", "/tmp/x.csv", str(server.folder / "x.csv"), "~root/x.csv", "all.csv"):
        answer = server.call("export", name, "--password-file", "-", stdin=f"{PASSWORD}\n".encode())
        assert answer.returncode in (3, 4), (name, answer)
    for name in ("/etc/passwd", str(server.folder / "keyring.json"), "/proc/self/environ"):
        answer = server.call("count", "--password-file", name)
        assert answer.returncode == 3, (name, answer)
        assert b"root:" not in answer.stderr


def test_a_key_that_was_taken_away_opens_nothing(server: Server) -> None:
    """sshd still lets it in; the store does not know it any more."""
    path = server.base / "left.key"
    for command in (
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)],
        ["cp", str(server.base / "keys"), str(server.base / "keys.before")],
    ):
        subprocess.run(command, check=True)
    public = path.with_suffix(".key.pub").read_text()
    server.as_person("staff", "key", "add", ADMIN, "-", stdin=public.encode())
    lines = server.as_person("staff", "key", "list", "--lines")
    (server.base / "keys").write_bytes(lines)
    try:
        server.as_person("count", who="left")
        shown = subprocess.run(["ssh-keygen", "-lf", str(path)], capture_output=True, check=True)
        server.as_person("staff", "key", "remove", ADMIN, shown.stdout.split()[1].decode())
        given = f"{PASSWORD}\n".encode()
        answer = server.call("count", "--password-file", "-", stdin=given, who="left")
        assert answer.returncode == 3
        assert answer.stderr.decode() == "Name or password is wrong.\n"
    finally:
        (server.base / "keys.before").replace(server.base / "keys")
    refused = server.as_person("log", "list", "'action:sign.refused'", "--json")
    noted = store_line(refused.decode().splitlines()[-1])["after"]
    assert isinstance(noted, dict)
    assert noted["key"] == shown.stdout.split()[1].decode()


def test_a_connection_that_is_cut_leaves_no_process_session_or_half_a_customer(
    server: Server,
) -> None:
    before = server.as_person("count")
    with terminal(server, environ=TERM) as seen:
        seen.until(ADMIN)
        seen.quiet(0.4)
        seen.send(f"{PASSWORD}\r")
        seen.until("F1")
        seen.until("Customers")
        seen.quiet(0.4)
        seen.send("n")
        seen.until("New customer")
        seen.quiet(0.4)
        seen.send("半张表单")
        seen.until("半张表单")
        assert server.processes()
        os.kill(seen.pid, signal.SIGKILL)
        end = time.monotonic() + 15
        while server.processes() and time.monotonic() < end:
            time.sleep(0.1)
        assert server.processes() == []
    store.open(server.folder)
    assert server.as_person("count") == before
    ends = server.as_person("log", "list", "'action:sign.out'", "--json").decode().splitlines()
    dropped = [store_line(one) for one in ends][-2]  # the last is the count's own
    assert (dropped["actor"], dropped["reason"]) == (ADMIN, "connection lost")
    (one,) = server.as_person("sessions", "list", "--json").decode().splitlines()
    assert store_line(one)["own"] is True


def test_the_account_that_serves_is_an_ordinary_one(server: Server) -> None:
    """Its processes run under its own number, with none of root's rights."""
    known = pwd.getpwnam(server.account)
    assert known.pw_uid != 0
    with terminal(server, environ=TERM) as seen:
        seen.until("客号 Kehao")
        for pid in server.processes():
            held = dict(
                line.split(":\t", 1)
                for line in Path(f"/proc/{pid}/status").read_text().splitlines()
                if ":\t" in line
            )
            assert set(held["Uid"].split()) == {str(known.pw_uid)}
            assert set(held["Gid"].split()) == {str(known.pw_gid)}
            assert int(held["CapEff"], 16) == 0


def examined(server: Server, port: str = "strict") -> list[check.Finding]:
    return check.examine(server.account, sshd=SSHD, config=str(server.base / f"{port}.conf"))


def test_the_check_finds_what_stands_open(server: Server) -> None:
    assert [one for one in examined(server) if one.check == "sshd"] == []
    (slip,) = [one for one in examined(server, "slips") if one.check == "sshd"]
    assert slip.error.params["value"] == "*"
    plain = server.base / "plain.conf"
    block = f"HostKey {server.base / 'host'}\nAuthorizedKeysFile {server.base / 'open-keys'}\n"
    plain.write_text(block)
    public = (server.base / f"{ADMIN}.key.pub").read_text()
    (server.base / "open-keys").write_text(f'{public}command="/bin/sh" {public}')
    found = examined(server, "plain")
    told = {str(one.error.params.get("option", "")) for one in found if one.check == "sshd"}
    assert {"disableforwarding", "permituserrc", "passwordauthentication"} <= told
    texts = [str(one.error) for one in found if one.check == "keys"]
    assert sum("restrict is missing" in text for text in texts) == 2
    assert sum("opens a shell" in text for text in texts) == 2


def test_the_program_is_started_apart_from_its_surroundings() -> None:
    from tui.server.entering import PROGRAM

    assert PROGRAM[0] == sys.executable
    assert "-I" in PROGRAM

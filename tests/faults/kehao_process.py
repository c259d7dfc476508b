"""`kehao` as a process of its own on a store: what a fault leaves of its answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.conftest import PASSWORD

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Told:
    """Exit code, standard output and standard error of a command."""

    code: int
    out: bytes
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    def one_line(self) -> str:
        """Standard error, which must be one sentence and no traceback."""
        line = self.err.strip()
        assert line, "it said nothing"
        assert "\n" not in line, line
        assert "Traceback" not in line
        assert "fault of its own" not in line, line
        return line


@dataclass(frozen=True, slots=True)
class Kehao:
    """Calls commands on one store as one account, in surroundings of its own."""

    folder: Path
    own: Path
    """Home, temporary files and the working folder all lie in here."""
    user: str = "boss"

    def environment(self) -> dict[str, str]:
        """Nothing of whoever runs the tests."""
        for name in ("home", "tmp", "work"):
            (self.own / name).mkdir(parents=True, exist_ok=True)
        password = self.own / "password"
        if not password.exists():
            password.touch(mode=0o600)
            password.write_text(PASSWORD, "utf-8")
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.own / "home"),
            "TMPDIR": str(self.own / "tmp"),
            "LC_ALL": "C.UTF-8",
            "KEHAO_LANG": "en",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def argv(self, *arguments: str) -> list[str]:
        """The command line."""
        where = ["--store", str(self.folder), "--user", self.user]
        where += ["--password-file", str(self.own / "password")]
        return [sys.executable, "-m", "tui", *where, *arguments]

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
        """Begin a command, its three streams as pipes."""
        environ = self.environment()
        return subprocess.Popen(
            self.argv(*arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ,
            cwd=self.own / "work",
            **more,
        )

    def run(self, *arguments: str, stdin: bytes = b"", seconds: float = 120, **more: Any) -> Told:
        """A command to its end."""
        process = self.start(*arguments, **more)
        try:
            out, err = process.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Told(process.returncode, out, err.decode("utf-8", "replace"))

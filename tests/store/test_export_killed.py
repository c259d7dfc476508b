"""An export whose process is killed leaves the table as it was; the next one is whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.databases import Server

SignIn = Callable[[str], Session]

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

KILLED = """
import sys
from pathlib import Path
import store
from store.transfer.exports import service
service.PAGE = 20
folder, url, own, theirs = sys.argv[1:]
session = store.open(Path(folder)).sign_in("manager", own)
session.exports.run(url, table="customers", source_password=theirs, columns=["name"],
                    progress=lambda done, total: print(done, flush=True))
print("done", flush=True)
"""


def run(house: Store, server: Server, database: str, after: int) -> bool:
    """Export in a process, killed after so many pages if not 0; whether it came to its end."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", KILLED, str(house.folder)),
            *(server.url(database, sslmode="disable"), PASSWORD, server.password),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    last = ""
    for count, line in enumerate(process.stdout, 1):
        last = line.strip()
        if count == after:
            os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()
    return last == "done"


def test_a_killed_export_leaves_the_table_as_it_was(
    house: Store, sign_in: SignIn, database_server: Server
) -> None:
    manager = sign_in("manager")

    def add(first: int, last: int) -> None:
        lines = "".join(f"A{n:04},客户{n}\n" for n in range(first, last))
        manager.transfer.run_import(f"code,name\n{lines}".encode())

    add(0, 60)
    with database_server.database() as database:
        assert run(house, database_server, database, 0)
        connection = database_server.connect(database)

        def there() -> dict[str, str]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT code, name FROM customers")
                return dict(cursor.fetchall())

        first = there()
        assert len(first) == 60
        changed = manager.customers.get("A0000")
        manager.customers.edit(changed.id, {"name": "又名"}, version=changed.version)
        add(60, 200)
        for after in (1, 5, 10):
            assert not run(house, database_server, database, after)
            assert there() == first
        assert run(house, database_server, database, 0)
        assert there() == {f"A{n:04}": f"客户{n}" for n in range(200)} | {"A0000": "又名"}
        connection.close()

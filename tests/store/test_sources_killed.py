"""An import from a database whose process is killed goes on where it was, by content or by name."""

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
from store.transfer.imports import importing
importing.FEWEST = importing.MOST = 40
folder, url, own, theirs, name = sys.argv[1:]
session = store.open(Path(folder)).sign_in("manager", own)
session.transfer.run_import(url, table="customers", source_password=theirs, import_name=name,
                            progress=lambda done, total: print(done, flush=True))
print("done", flush=True)
"""


@pytest.mark.parametrize("name", ["", "nightly"])
def test_a_killed_run_goes_on(
    house: Store, sign_in: SignIn, database_server: Server, name: str
) -> None:
    with database_server.database() as database:
        values = ", ".join(f"({n}, '客户{n}')" for n in range(1, 301))
        database_server.run(
            database,
            "CREATE TABLE customers (id int PRIMARY KEY, name varchar(40))",
            f"INSERT INTO customers VALUES {values}",
        )
        assert interrupted(house, database_server, database, name) == 2
    manager = sign_in("manager")
    with manager.reading() as conn:
        names = [row[0] for row in conn.execute("SELECT name FROM customer ORDER BY id")]
        groups = conn.execute(
            "SELECT count(DISTINCT group_id) FROM operation WHERE action = 'customer.add'"
        ).fetchone()
    assert names == [f"客户{n}" for n in range(1, 301)]
    assert groups == (1,)
    assert manager.log.verify().ok


def interrupted(house: Store, server: Server, database: str, name: str) -> int:
    """Import, killed twice on the way; how often it was."""
    killed = 0
    for after in (1, 2, 100):
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", KILLED, str(house.folder), server.url(database)),
                *(PASSWORD, server.password, name),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for count, line in enumerate(process.stdout):
            if count == after and line.strip() != "done":
                os.kill(process.pid, signal.SIGKILL)
                killed += 1
                break
        process.stdout.close()
        process.wait()
    return killed

"""A process that adds and edits customers until it is killed, printing what was acknowledged.

Run as `python -m tests.faults.worker FOLDER PASSWORD LABEL COUNT`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import store
from store.errors import Conflict


def main() -> None:
    folder, password, label, count = sys.argv[1:]
    session = store.open(Path(folder)).sign_in("boss", password)
    print("ready", flush=True)
    first = session.customers.by_id(1)
    for number in range(int(count)):
        customer = session.customers.add({"name": f"{label}-{number}", "region": "广东"})
        print("added", customer.code, customer.values["name"], flush=True)
        while True:
            try:
                first = session.customers.edit(
                    1, {"notes": f"{label}-{number}"}, version=first.version
                )
                print("edited", first.version, f"{label}-{number}", flush=True)
                break
            except Conflict:
                first = session.customers.by_id(1)
    session.close()
    print("done", flush=True)


if __name__ == "__main__":
    main()

"""A process that edits one field of the first customer, and a tag, on top of whatever others do.

Run as `python -m tests.faults.live_worker FOLDER PASSWORD FIELD COUNT`: it never reads the customer
again but as its own saving gives it back, prints what was acknowledged, and `conflict` where it
was asked to choose (it then takes its own).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import store
from store.customers.record import Customer
from store.errors import Conflict


def main() -> None:
    folder, password, field, count = sys.argv[1:]
    session = store.open(Path(folder)).sign_in("boss", password)
    print("ready", flush=True)
    base = session.customers.by_id(1)
    for number in range(int(count)):
        changes = {field: f"{field}-{number}"}
        tags = [*(tag for tag in base.tags if not tag.startswith(f"{field} ")), f"{field} {number}"]
        while True:
            try:
                base = session.customers.edit(
                    1, changes, version=base.version, base=base, tags=tags
                )
            except Conflict as error:
                print("conflict", *error.mine, flush=True)
                base = cast("Customer", error.there)
            else:
                print("saved", base.version, number, flush=True)
                break
    session.close()
    print("done", flush=True)


if __name__ == "__main__":
    main()

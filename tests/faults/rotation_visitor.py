"""A process that signs in, adds a customer and leaves, over and over, whatever happens to the keys.

Run as `python -m tests.faults.rotation_visitor FOLDER PASSWORD LABEL COUNT [stay]`. Prints the code
of each customer that was acknowledged, and at the end how often it was put out. With `stay` it
signs in, says so, and stays until it is killed.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

import store
from store.errors import SessionEnded, StoreBusy
from store.keys import password as keys
from tests.faults.rotation_worker import CHEAP


def main() -> None:
    """Come and go."""
    folder, password, label, count = sys.argv[1:5]
    keys.STANDARD = keys.FLOOR = CHEAP
    if sys.argv[5:]:
        session = store.open(Path(folder)).sign_in("viewer", password)
        print("ready", flush=True)
        time.sleep(600)
        session.close()
    put_out = done = 0
    while done < int(count):
        try:
            session = store.open(Path(folder)).sign_in("clerk", password, client=label)
        except (StoreBusy, SessionEnded):
            put_out += 1
            continue
        with suppress(SessionEnded, StoreBusy):
            customer = session.customers.add({"name": f"{label}-{done}"})
            print("added", customer.code, flush=True)
            done += 1
            session.close()
            continue
        put_out += 1
        session.close()
    print("out", put_out, flush=True)


if __name__ == "__main__":
    main()

"""A process that changes many customers until it is killed, printing how many are done.

Run as `python -m tests.faults.bulk_worker FOLDER PASSWORD VALUE`: sets the level and the source of
all, and tags them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import store
from store.customers.chosen import Chosen


def main() -> None:
    folder, password, value = sys.argv[1:]
    session = store.open(Path(folder)).sign_in("boss", password)
    chosen = Chosen(session.search.chosen(""))

    def told(done: int, total: int) -> None:
        print("done", done, total, flush=True)

    print("ready", flush=True)
    while True:
        session.many.set(chosen, {"level": value, "source": value}, progress=told)
        session.many.tag(chosen, add=[value], progress=told)
        session.many.set(chosen, {"level": "", "source": ""}, progress=told)
        session.many.tag(chosen, remove=[value], progress=told)


if __name__ == "__main__":
    main()

"""Run by Tryton's own Python inside its server's process: create parties, print the seconds.

    python tryton_server.py CONFIG DATABASE one|bulk COUNT

Imports nothing of Kehao's. Every party gets its code from Tryton's party sequence.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

from trytond.config import config  # type: ignore[import-not-found]  # noqa: E402

config.update_etc(sys.argv[1])

from trytond.pool import Pool  # type: ignore[import-not-found]  # noqa: E402
from trytond.transaction import Transaction  # type: ignore[import-not-found]  # noqa: E402

DATABASE, HOW, COUNT = sys.argv[2], sys.argv[3], int(sys.argv[4])
WARM_UP = 20


def create(names: list[str]) -> None:
    """Create parties in one transaction, as a client's call does."""
    with Transaction().start(DATABASE, 1) as transaction:
        Pool().get("party.party").create([{"name": name} for name in names])
        transaction.commit()


def codes() -> int:
    """How many different codes there are."""
    with Transaction().start(DATABASE, 1):
        return len({party.code for party in Pool().get("party.party").search([])})


Pool.start()
Pool(DATABASE).init()
before = codes()
for number in range(WARM_UP):
    create([f"热身{number}"])
start = time.perf_counter()
if HOW == "bulk":
    create([f"客户{number}" for number in range(COUNT)])
else:
    for number in range(COUNT):
        create([f"客户{number}"])
seconds = time.perf_counter() - start
assert codes() == before + WARM_UP + COUNT
print(json.dumps({"seconds": seconds}))

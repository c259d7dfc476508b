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


def party(number: int) -> dict[str, object]:
    """A party with an address, a phone and a mail address."""
    return {
        "name": f"深圳晴川贸易有限公司{number}",
        "addresses": [
            ("create", [{"street": f"人民路{number}号", "city": "深圳", "postal_code": "518000"}])
        ],
        "contact_mechanisms": [
            (
                "create",
                [
                    {"type": "phone", "value": f"138{number:08d}"},
                    {"type": "email", "value": f"u{number}@example.com"},
                ],
            )
        ],
    }


def create(numbers: range) -> None:
    """Create parties in one transaction, as a client's call does."""
    with Transaction().start(DATABASE, 1) as transaction:
        Pool().get("party.party").create([party(number) for number in numbers])
        transaction.commit()


def codes() -> int:
    """How many different codes there are."""
    with Transaction().start(DATABASE, 1):
        return len({party.code for party in Pool().get("party.party").search([])})


Pool.start()
Pool(DATABASE).init()
before = codes()
for number in range(WARM_UP):
    create(range(number, number + 1))
start = time.perf_counter()
if HOW == "bulk":
    create(range(COUNT))
else:
    for number in range(COUNT):
        create(range(number, number + 1))
seconds = time.perf_counter() - start
assert codes() == before + WARM_UP + COUNT
print(json.dumps({"seconds": seconds}))

"""A process that gives codes, or changes rules, blocks and codes, until it is killed.

Run as `python -m tests.faults.code_worker FOLDER PASSWORD LABEL SEED`; prints each code that was
acknowledged. Labels that begin with `g` only give, the others do all the rest.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import store
from store.codes.rulefile import RuleDraft, RuleSet
from store.errors import CannotUndo, KehaoError
from store.session import Session

RULES = (
    RuleSet((RuleDraft("all", "C{seq:6}"),)),
    RuleSet((RuleDraft("all", "C{seq:6,skip=4}"),)),
    RuleSet((RuleDraft("some", "V{seq:5}", when="type:VIP"), RuleDraft("all", "C{seq:6}"))),
)


def give(session: Session, label: str, number: int) -> None:
    """Add a customer with the counter's next code."""
    customer = session.customers.add({"name": f"{label}-{number}"})
    print("added", customer.code, customer.values["name"], flush=True)


def disturb(session: Session, label: str, rnd: random.Random) -> None:
    """One of the things that others do meanwhile."""
    match rnd.randrange(6):
        case 0:
            session.rules.apply(rnd.choice(RULES))
        case 1:
            until = session.today().isoformat()
            session.life.reserve("all", rnd.randint(1, 40), owner=label, until=until)
        case 2:
            blocks = [block for block in session.life.reservations() if block.left]
            if blocks:
                session.life.release([f"R{rnd.choice(blocks).id}"])
        case 3:
            blocks = [block for block in session.life.reservations() if block.left]
            if blocks:
                customer = session.life.add_from_block(blocks[0].id, {"name": f"{label}-block"})
                print("added", customer.code, customer.values["name"], flush=True)
        case 4:
            ids = session.search.ids("", limit=30, sort="-created")
            session.life.renumber(ids=ids, rule="all")
            session.life.change(rnd.choice(ids), reason="test")
        case _:
            newest = session.log.list(limit=20)
            try:
                session.undo.one(rnd.choice(newest).seq)
            except CannotUndo:
                return


def main() -> None:
    folder, password, label, seed = sys.argv[1:]
    session = store.open(Path(folder)).sign_in("boss", password)
    rnd = random.Random(seed)
    print("ready", flush=True)
    number = 0
    while True:
        number += 1
        if label.startswith("g"):
            give(session, label, number)
            continue
        try:
            disturb(session, label, rnd)
        except KehaoError as error:  # another was quicker: a block used up, a customer taken away
            print("refused", type(error).__name__, flush=True)


if __name__ == "__main__":
    main()

"""The demonstration: a throwaway store with staff of every role, rules, customers, weeks of work.

Everything goes through the store's own operations, done by the sample accounts: codes come by the
rules, every change is in the log. Only the clock is another: a session here dates what it does, so
that the log reads like three weeks of an office.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

from store.change import Change
from store.customers import intake, preparing
from store.customers.bulk import new_group
from store.engine.database import Engine
from store.keys.keyring import database_key
from store.session import Session
from store.sign_in.making import DATABASE
from store.sign_in.opening import Store, create
from tui.locale import t
from tui.tour import demo_words

PASSWORD: Final = "lantern-river-42"
"""Of every sample account; the store is thrown away, so it protects nothing."""

MANAGER: Final = "王敏"
CLERK: Final = "李娜"
ACCOUNTS: Final = (
    (MANAGER, "manager"),
    (CLERK, "clerk"),
    ("周婷", "viewer"),
    ("孙浩", "auditor"),
    ("赵磊", "administrator"),
)
"""Every sample account with its role, the one that Enter signs in first."""

DAYS: Final = 24
"""So many days ago the sample office began."""

SEED: Final = 20_260_101
CHUNK: Final = 500

RULES: Final = """
[[rule]]
name = "VIP 客户"
when = "type:VIP"
pattern = "VIP{yyyy}{seq:5}{check:damm,over=digits}"
notes = "末位为校验位"

[[rule]]
name = "个人客户"
when = "type:个人"
pattern = "{region}P{yy}{seq:5}"

[[rule]]
name = "企业客户"
pattern = "{region}{yyyy}{seq:6}"
""" + "".join(
    ["\n[code_table.region]\n"]
    + [f'"{region}" = "{code}"\n' for region, code, _ in demo_words.PLACES]
)

VIEWS: Final = (
    ("我的重点客户", "tag:重点 owner:王敏", "-changed"),
    ("三个月内到期合同", "contract_end:today..+90d", "contract_end"),
    ("VIP", "type:VIP", "-registered"),
)


class DatedSession(Session):
    """A session whose operations carry the time of `clock` instead of the machine's."""

    clock = datetime.now(UTC)

    @contextmanager
    def writing(
        self,
        *permissions: str,
        meanwhile: Callable[[], AbstractContextManager[None]] = nullcontext,
        looking: bool = False,
    ) -> Iterator[Change]:
        """As in every session, with the time set."""
        with super().writing(*permissions, meanwhile=meanwhile, looking=looking) as change:
            change.at = stamp(self.clock)
            yield change


def stamp(moment: datetime) -> str:
    """A time as the store writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A sample store on disk, and who can sign in to it."""

    folder: Path
    customers: int


@contextmanager
def throwaway(customers: int = 2000) -> Iterator[Demonstration]:
    """A demonstration in a folder of its own, wiped when the block ends."""
    with tempfile.TemporaryDirectory(prefix="kehao-demo-", ignore_cleanup_errors=True) as folder:
        store = Path(folder) / "kehao-demo"
        build(store, customers)
        yield Demonstration(store, customers)


def show(customers: int = 2000, *, language: str, tour: bool = False) -> int:
    """Make the sample store, show it on the whole screen, wipe it; the exit code.

    tour: with the steps for new staff (`tui.tour.tour`).
    """
    from tui.commands.printing import complain
    from tui.start import full_screen

    complain(t("Making {count} sample customers…", count=customers))
    others = t(", ").join(
        t("{name} ({role})", name=name, role=t(role)) for name, role in ACCOUNTS if name != MANAGER
    )
    first = (
        t("The tour on made-up data, wiped when you leave. Enter signs in and begins.")
        if tour
        else t("A demonstration on made-up data, wiped when you leave. Enter signs in.")
    )
    try_others = t(
        "Others to try, with the same password ({password}): {others}.",
        password=PASSWORD,
        others=others,
    )
    with throwaway(customers) as made:
        return full_screen(
            made.folder,
            language=language,
            prefill=(MANAGER, PASSWORD),
            hints=(first,) if tour else (first, try_others),
            tour=tour,
        )


def build(folder: Path, customers: int = 2000, *, today: date | None = None) -> None:
    """Make the sample store in `folder`, its weeks ending at `today` (default: the day it is)."""
    made = create(folder, admin=MANAGER, password=PASSWORD, language="zh").store
    with ExitStack() as stack:
        manager = _dated(made, MANAGER)
        stack.callback(manager.close)
        today = today or manager.today()
        manager.clock = datetime.combine(today - timedelta(days=DAYS), time(8, 30), manager.zone)
        for name, role in ACCOUNTS[1:]:
            manager.clock += timedelta(minutes=2)
            manager.staff.add(name, [role], PASSWORD)
        manager.staff.set_roles(MANAGER, ["manager"])
        clerk = _dated(made, CLERK)
        stack.callback(clerk.close)
        _Office(manager, clerk, today).work(customers)


def _dated(store: Store, name: str) -> DatedSession:
    signed = store.sign_in(name, PASSWORD)
    engine = Engine(store.folder / DATABASE, database_key(signed.access.data_key))
    return DatedSession(
        engine,
        signed.access,
        session_id=signed.session_id,
        staff_id=signed.staff_id,
        name=signed.name,
        client=signed.client,
    )


class _Office:
    """Two people at work for a few weeks."""

    def __init__(self, manager: DatedSession, clerk: DatedSession, today: date) -> None:
        self.manager, self.clerk = manager, clerk
        self.today = today
        self.random = Random(SEED)
        self.number = 0
        self.ids: list[int] = []

    def work(self, customers: int) -> None:
        """The first day sets up and takes over the old customers; the others are everyday work."""
        first = self.today - timedelta(days=DAYS)
        self._set_up(self._at(first, 9, 5))
        daily = min(customers // (4 * DAYS), 7)
        self._add(self.manager, customers - daily * (DAYS - 1), first, time(10, 0), grouped=True)
        for day in range(1, DAYS):
            when = first + timedelta(days=day)
            if daily:
                self._add(self.clerk, daily, when, time(9, 20))
            if self.ids and when.weekday() < 5:
                self._everyday(when)

    def _at(self, day: date, hour: int, minute: int, second: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute, second), self.manager.zone)

    def _set_up(self, moment: datetime) -> None:
        from store.codes.rulefile import read_rules

        self.manager.clock = moment
        self.manager.fields.define("账期", "choice", "账期", choices=["现结", "30天", "60天"])
        self.manager.clock = moment + timedelta(minutes=12)
        self.manager.rules.apply(read_rules(RULES))
        columns = ("code", "name", "type", "region", "contact", "phone", "owner")
        for name, query, sort in VIEWS:
            self.manager.clock += timedelta(minutes=1)
            self.manager.views.save(name, query, columns, sort, shared=True)

    def _add(
        self, who: DatedSession, count: int, day: date, start: time, *, grouped: bool = False
    ) -> None:
        """Add customers, a few minutes apart, or all at once as one group."""
        desk = preparing.open_desk(who)
        drafts = []
        for _ in range(count):
            self.number += 1
            days_ago = int(2200 * self.random.random() ** 2) if grouped else 0
            registered = day - timedelta(days=days_ago)
            owners = (MANAGER, CLERK, "周婷")
            sample = demo_words.customer(self.random, self.number, registered, owners)
            drafts.append(
                preparing.prepare(desk, sample.values, names=sample.names, tags=sample.tags)
            )
        moment = datetime.combine(day, start, who.zone)
        if grouped:
            group = new_group()
            for place in range(0, len(drafts), CHUNK):
                who.clock = moment + timedelta(seconds=place // CHUNK)
                with who.writing("import.run") as change:
                    self._keep(
                        intake.write(change, desk, drafts[place : place + CHUNK], group=group)
                    )
            return
        who.clock = moment
        with who.writing("customer.add") as change:
            for draft in drafts:
                moment += timedelta(minutes=self.random.randint(2, 9))
                change.at = stamp(moment)
                self._keep(intake.write(change, desk, [draft]))

    def _keep(self, results: Sequence[intake.Written | Exception]) -> None:
        for result in results:
            if isinstance(result, Exception):
                raise result
            self.ids.append(result.id)

    def _everyday(self, day: date) -> None:
        random = self.random
        moment = self._at(day, 14, random.randint(0, 30))
        for _ in range(4):
            moment += timedelta(minutes=random.randint(3, 25), seconds=random.randint(0, 59))
            who = random.choice((self.clerk, self.clerk, self.manager))
            who.clock = moment
            self._one(who, random.choice(self.ids))

    def _one(self, who: DatedSession, customer: int) -> None:
        """One everyday operation on a customer."""
        random, customers = self.random, who.customers
        match random.randrange(8):
            case 0 if who is self.clerk:
                customers.reveal(customer, "phone")
            case 1:
                customers.add_tag(customer, random.choice(demo_words.TAGS))
            case 2 if who is self.manager:
                customers.archive(customer, "停止合作")
            case 3:
                found = customers.by_id(customer)
                changes = {"contact": demo_words.person(random)}
                customers.edit(customer, changes, version=found.version, reason="对方换了联系人")
            case _:
                found = customers.by_id(customer)
                status = random.choice(demo_words.STATUSES)
                owner = random.choice((MANAGER, CLERK))
                changes = {"status": status, "owner": owner}
                customers.edit(customer, changes, version=found.version, reason="跟进更新")

"""Failed sign-ins, counted in one file that all processes share, so that guessing is slow.

Three counts: an account from one client (slowed after 3 failures, paused after 10), an account
from anywhere, and a client over all accounts (both with high ceilings that drain slowly). So a
stranger at one address cannot lock a person out at another. Names and addresses stand in the file
only as keyed hashes.

An attempt is noted before the password is tried (`check`) and counts as failed if nobody ever
says how it ended: killing the process in time wins no free guess. After the first failures it
counts from its beginning, so that many at once win nothing either.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

from store.errors import StoreError
from store.keys import files
from store.text import clean, fold

Clock = Callable[[], float]
"""Seconds since 1970, like `time.time`."""

FREE: Final = 3
"""So many failures of an account from one client begin to cost time: 1, 2, 4, 8 … seconds."""
PAUSE_AFTER: Final = 10
PAUSE: Final = 15 * 60.0
FORGET: Final = 24 * 3600.0
"""An account's failures from one client are forgotten after so many quiet seconds."""
ACCOUNT_LIMIT: Final = 100
ACCOUNT_DRAIN: Final = 300.0
"""An account's failures over all clients, and the seconds after which one of them is forgotten."""
CLIENT_LIMIT: Final = 300
CLIENT_DRAIN: Final = 12.0
AT_ONCE: Final = 128
"""Attempts for an account from one client that may be under way at the same time (scripts)."""
LOST: Final = 60.0
"""An attempt of which nothing was heard for so many seconds counts as failed."""
HOLD: Final = 2.0
"""After a damaged file, everybody waits so many seconds once."""

_LIMIT: Final = 16 * 1024 * 1024
_MOST: Final = 20_000
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class _Count:
    failures: float
    at: float


@dataclass(frozen=True, slots=True)
class _Attempt:
    at: float
    account: str
    client: str
    charged: bool
    """Whether it was counted as failed when it began."""


@dataclass(slots=True)
class _State:
    salt: bytes
    hold: float = 0.0
    counts: dict[str, _Count] = field(default_factory=dict)
    pending: list[_Attempt] = field(default_factory=list)

    def name(self, account: str, client: str) -> tuple[str, str]:
        """The hashes under which an account and a client are kept."""
        return (
            self._hash(b"account", fold(clean(account))),
            self._hash(b"client", client),
        )

    def _hash(self, kind: bytes, text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=12, key=self.salt, person=kind).hexdigest()


def check(path: Path, account: str, client: str, *, clock: Clock = time.time) -> float:
    """The seconds to wait before a password may be tried; 0 means go.

    Going counts as an attempt under way: say afterwards whether it `failed` or `succeeded`.
    Raises StoreError when the file cannot be written.
    """
    with _changing(path, clock) as (state, now):
        names = state.name(account, client)
        wait = _wait(state, *names, now)
        if wait <= 0:
            wary = _failures(state, *names) >= FREE
            if wary:
                _count_failure(state, *names, now)
            state.pending.append(_Attempt(now, *names, charged=wary))
    return wait


def failed(path: Path, account: str, client: str, *, clock: Clock = time.time) -> float:
    """The attempt failed. The seconds to wait before the next one."""
    with _changing(path, clock) as (state, now):
        names = state.name(account, client)
        attempt = _ended(state, *names)
        if attempt is None or not attempt.charged:
            _count_failure(state, *names, now)
        return _wait(state, *names, now)


def succeeded(path: Path, account: str, client: str, *, clock: Clock = time.time) -> None:
    """The attempt succeeded: what this account failed from this client is forgotten.

    What it failed from elsewhere, and what this client failed with others, is not.
    """
    with _changing(path, clock) as (state, _):
        names = state.name(account, client)
        _ended(state, *names)
        state.counts.pop(_pair(*names), None)


def withdrawn(path: Path, account: str, client: str, *, clock: Clock = time.time) -> None:
    """The attempt was neither right nor wrong yet: the password was right and a code is asked for.

    What was counted when it began is taken back, with no wait until the attempt with the code;
    earlier failures still count.
    """
    with _changing(path, clock) as (state, now):
        names = state.name(account, client)
        attempt = _ended(state, *names)
        if attempt is None or attempt.charged:  # none: it took so long that it counted as failed
            for key in (_pair(*names), _everywhere(names[0]), _of_client(names[1])):
                if count := state.counts.get(key):
                    at = now - PAUSE if key == _pair(*names) else count.at
                    state.counts[key] = _Count(max(count.failures - 1, 0), at)


def unlock(path: Path, account: str, *, clock: Clock = time.time) -> None:
    """Forget all failures of an account, from every client."""
    with _changing(path, clock) as (state, _):
        name, _client = state.name(account, "")
        state.counts = {
            key: count for key, count in state.counts.items() if not key.startswith(f"{name}.")
        }
        state.pending = [attempt for attempt in state.pending if attempt.account != name]


def locked_until(path: Path, account: str, *, clock: Clock = time.time) -> float:
    """The seconds until no client is paused for this account any more; 0 when none is.

    Only reads. The short delays after a few failures are no lock.
    """
    now = clock()
    state = _read(path, now)
    name, _ = state.name(account, "")
    waits = [_account_wait(state, name, now)]
    for key, count in state.counts.items():
        if key.startswith(f"{name}.") and key != _everywhere(name):
            waits.append(_pause(count, now) if count.failures >= PAUSE_AFTER else 0.0)
    return max(waits)


# -- the rules -----------------------------------------------------------------------------------


def _wait(state: _State, account: str, client: str, now: float) -> float:
    count = state.counts.get(_pair(account, client))
    under_way = sum(a.account == account and a.client == client for a in state.pending)
    return max(
        0.0,
        state.hold - now,
        _pause(count, now) if count else 0.0,
        1.0 if under_way >= AT_ONCE else 0.0,
        _account_wait(state, account, now),
        _drain_wait(state.counts.get(_of_client(client)), CLIENT_LIMIT, CLIENT_DRAIN, now),
    )


def _pause(count: _Count, now: float) -> float:
    """What is left of the wait after the failures of one account from one client."""
    if count.failures < FREE:
        return 0.0
    whole = PAUSE if count.failures >= PAUSE_AFTER else 2.0 ** (count.failures - FREE)
    return max(0.0, count.at + whole - now)


def _account_wait(state: _State, account: str, now: float) -> float:
    return _drain_wait(state.counts.get(_everywhere(account)), ACCOUNT_LIMIT, ACCOUNT_DRAIN, now)


def _drain_wait(count: _Count | None, limit: int, drain: float, now: float) -> float:
    """The seconds until a draining count is one whole failure below its limit."""
    if count is None:
        return 0.0
    return max(0.0, (_drained(count, drain, now) - (limit - 1)) * drain)


def _drained(count: _Count, drain: float, now: float) -> float:
    return max(0.0, count.failures - (now - count.at) / drain)


def _count_failure(state: _State, account: str, client: str, now: float) -> None:
    pair = state.counts.get(_pair(account, client), _Count(0, now))
    state.counts[_pair(account, client)] = _Count(min(pair.failures + 1, PAUSE_AFTER), now)
    for key, limit, drain in (
        (_everywhere(account), ACCOUNT_LIMIT, ACCOUNT_DRAIN),
        (_of_client(client), CLIENT_LIMIT, CLIENT_DRAIN),
    ):
        wide = _drained(state.counts.get(key, _Count(0, now)), drain, now)
        state.counts[key] = _Count(min(wide + 1, limit), now)


def _failures(state: _State, account: str, client: str) -> float:
    count = state.counts.get(_pair(account, client))
    return count.failures if count else 0


def _ended(state: _State, account: str, client: str) -> _Attempt | None:
    """Take the oldest attempt under way of an account from a client out of the state."""
    for place, attempt in enumerate(state.pending):
        if attempt.account == account and attempt.client == client:
            return state.pending.pop(place)
    return None


def _settle(state: _State, now: float) -> None:
    """Count lost attempts as failed, forget what is over, keep the file small."""
    lost = [attempt for attempt in state.pending if now - attempt.at > LOST]
    state.pending = [attempt for attempt in state.pending if now - attempt.at <= LOST]
    for attempt in lost:
        if not attempt.charged:
            _count_failure(state, attempt.account, attempt.client, now)
    state.counts = {key: count for key, count in state.counts.items() if _matters(key, count, now)}
    if len(state.counts) > _MOST:
        kept = sorted(state.counts.items(), key=lambda item: (item[1].failures, item[1].at))
        state.counts = dict(kept[-_MOST:])


def _matters(key: str, count: _Count, now: float) -> bool:
    if key.startswith("."):
        return _drained(count, CLIENT_DRAIN, now) > 0
    if key.endswith("."):
        return _drained(count, ACCOUNT_DRAIN, now) > 0
    return now - count.at < FORGET


def _pair(account: str, client: str) -> str:
    return f"{account}.{client}"


def _everywhere(account: str) -> str:
    return f"{account}."


def _of_client(client: str) -> str:
    return f".{client}"


# -- the file ------------------------------------------------------------------------------------


@contextmanager
def _changing(path: Path, clock: Clock) -> Iterator[tuple[_State, float]]:
    with files.locked(path):
        now = clock()
        state = _read(path, now)
        _settle(state, now)
        yield state, now
        files.replace(path, _to_text(state))


def _read(path: Path, now: float) -> _State:
    """The state; a new one when there is no file, a new one that holds everybody back for a
    moment when there is one that cannot be trusted. Times to come count as now."""
    try:
        return _from_text(files.load(path, limit=_LIMIT), now)
    except FileNotFoundError:
        return _State(secrets.token_bytes(16))
    except (StoreError, ValueError, RecursionError):
        return _State(secrets.token_bytes(16), hold=now + HOLD)


def _to_text(state: _State) -> bytes:
    whole: dict[str, object] = {
        "version": _VERSION,
        "salt": state.salt.hex(),
        "hold": state.hold,
        "counts": {key: [count.failures, count.at] for key, count in state.counts.items()},
        "pending": [[a.at, a.account, a.client, a.charged] for a in state.pending],
    }
    return json.dumps(whole | {"digest": _digest(whole)}).encode()


def _digest(whole: dict[str, object]) -> str:
    """Tells damage, which could lower a count; whoever may write the file can make it anew."""
    return hashlib.blake2b(json.dumps(whole).encode(), digest_size=8).hexdigest()


def _from_text(data: bytes, now: float) -> _State:
    whole = json.loads(data.decode())
    if not isinstance(whole, dict) or whole.get("version") != _VERSION:
        _bad()
    if whole.pop("digest", "") != _digest(whole):
        _bad()
    salt, counts, pending = whole.get("salt"), whole.get("counts"), whole.get("pending")
    if (
        not isinstance(salt, str)
        or len(salt) != 32
        or not isinstance(counts, dict)
        or not isinstance(pending, list)
    ):
        _bad()
    return _State(
        salt=bytes.fromhex(salt),
        hold=min(_number(whole.get("hold")), now + HOLD),
        counts={key: _count(value, now) for key, value in counts.items()},
        pending=[_attempt(value, now) for value in pending],
    )


def _count(value: object, now: float) -> _Count:
    if not isinstance(value, list) or len(value) != 2:
        _bad()
    return _Count(_number(value[0]), min(_number(value[1]), now))


def _attempt(value: object, now: float) -> _Attempt:
    if not isinstance(value, list) or len(value) != 4:
        _bad()
    at, account, client, charged = value
    if not (isinstance(account, str) and isinstance(client, str) and isinstance(charged, bool)):
        _bad()
    return _Attempt(min(_number(at), now), account, client, charged)


def _number(value: object) -> float:
    if type(value) not in (int, float) or not isinstance(value, int | float):
        _bad()
    if not 0 <= value < 1e12:  # refuses infinity and what is no number as well
        _bad()
    return value


def _bad() -> NoReturn:
    raise ValueError("not a state of the throttle")

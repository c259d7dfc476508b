"""A stand-in for the writing connection that keeps what goes through it, to replay it bare."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from store.session import Session

_KEPT = ("INSERT", "UPDATE", "DELETE", "BEGIN", "COMMIT")


@dataclass(slots=True)
class Call:
    """One statement with its parameters, many or one."""

    many: bool
    sql: str
    parameters: Any


@dataclass
class Recorder:
    """Passes everything on to the connection and keeps the statements that write."""

    connection: Any
    calls: list[Call] = field(default_factory=list)

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        if sql.startswith(_KEPT) or "FROM counter" in sql:
            self.calls.append(Call(False, sql, parameters))
        return self.connection.execute(sql, parameters)

    def executemany(self, sql: str, rows: Any) -> Any:
        rows = list(rows)
        self.calls.append(Call(True, sql, rows))
        return self.connection.executemany(sql, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


def record(session: Session) -> Recorder:
    """Put a recorder before the session's writing connection, and before what follows a change
    within its transaction (sets of customers, places in orders)."""
    engine = session._engine
    engine._writer = recorder = Recorder(engine._writer)
    engine._noticing._connection = recorder
    return recorder


def transactions(calls: list[Call]) -> list[list[Call]]:
    """The calls, cut at each COMMIT."""
    found: list[list[Call]] = [[]]
    for call in calls:
        found[-1].append(call)
        if call.sql == "COMMIT":
            found.append([])
    return [one for one in found if one]


def replay(connection: Any, calls: list[Call]) -> None:
    """Run the calls on another connection."""
    for call in calls:
        if call.many:
            connection.executemany(call.sql, call.parameters)
        else:
            connection.execute(call.sql, call.parameters)


def follow_sign_in(connection: Any, session: Session) -> None:
    """Give a copy of the store the log line that signing in to the first one wrote."""
    with session.reading() as conn:
        row = conn.execute("SELECT * FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
    connection.execute(f"INSERT INTO operation VALUES ({', '.join('?' * len(row))})", row)


@dataclass
class ReadRecorder:
    """Passes everything on to a reading connection and keeps the SELECTs on customers."""

    connection: Any
    calls: list[Call] = field(default_factory=list)

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        if "customer" in sql and sql.lstrip().startswith(("SELECT", "WITH")):
            self.calls.append(Call(False, sql, parameters))
        return self.connection.execute(sql, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


def record_reads(session: Session) -> ReadRecorder:
    """Put a recorder before the session's one idle reading connection."""
    engine = session._engine
    while len(engine._idle) > 1:
        engine._idle.pop().close()
    engine._idle[0] = recorder = ReadRecorder(engine._idle[0])
    return recorder

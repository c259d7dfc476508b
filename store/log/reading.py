"""Reading the operation log, and proving that nobody bent it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from store.access import Service, needs
from store.customers.fields import MASK, Field
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.log.chain import Line
from store.log.checkpoint import read_checkpoints
from store.log.proof import COLUMNS, Verified, beginning, prove, signed_by_another
from store.log.query import LogFilter, read_log_query
from store.log.sealing import SEALED, unseal
from store.log.signing import public_key, store_id
from store.staff.roles import ADMIN_ACTIONS, EVIDENCE_ACTIONS, TEAM_ACTIONS

Image = dict[str, object]
"""What a customer, rule or account was like, as far as its reader may see it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the log as its reader may see it."""

    seq: int
    at: str
    actor: str
    role: str
    session: str
    client: str
    action: str
    object: str
    group: str
    before: Image | None
    after: Image | None
    reason: str


class Log(Service):
    """The operation log, as far as the reader's permissions go."""

    @needs("log.own", "log.team", "log.admin", "log.all")
    def list(
        self,
        query: str = "",
        *,
        before: int | None = None,
        after: int | None = None,
        limit: int = 200,
        oldest_first: bool = False,
        cancel: Cancel | None = None,
    ) -> list[Operation]:
        """Operations that fit the query, newest first (or oldest first), `limit` at a time.

        `before` and `after` are sequence numbers to go on from. Raises InvalidQuery.
        """
        wanted = read_log_query(query, self._session.zone, self._session.today())
        clauses, params = _where(wanted)
        if before is not None:
            clauses.append("seq < ?")
            params.append(before)
        if after is not None:
            clauses.append("seq > ?")
            params.append(after)
        seen, seen_params = self._scope()
        if seen:
            clauses.append(seen)
            params.extend(seen_params)
        where = " AND ".join(clauses) or "1 = 1"
        order = "ASC" if oldest_first else "DESC"
        with self._session.reading(cancel) as conn:
            rows = conn.execute(
                f"SELECT {COLUMNS} FROM operation WHERE {where} ORDER BY seq {order} LIMIT ?",
                (*params, limit),
            ).fetchall()
            return [self._shown(conn, Line(*row)) for row in rows]

    @needs("log.own", "log.team", "log.admin", "log.all")
    def get(self, seq: int) -> Operation | None:
        """One operation by its number, if the reader may see it."""
        found = self.list(before=seq + 1, after=seq - 1, limit=1)
        return found[0] if found else None

    @needs("customer.read")
    def of_customer(self, customer: int, *, limit: int = 500) -> Sequence[Operation]:
        """What was done with one customer, newest first, for whoever may see the customer; also
        with those who were merged into it."""
        with self._session.reading() as conn:
            rows = conn.execute(
                f"SELECT {COLUMNS} FROM operation WHERE subject IN"
                " (SELECT ? UNION ALL SELECT customer FROM merged WHERE survivor = ?)"
                " ORDER BY seq DESC LIMIT ?",
                (customer, customer, limit),
            ).fetchall()
            return [self._shown(conn, Line(*row)) for row in rows]

    @needs("log.verify", "log.all")
    def verify(
        self,
        progress: Callable[[int, int], None] | None = None,
        cancel: Cancel | None = None,
        *,
        checkpoint: str | Path = "",
        public: str = "",
        archives: Sequence[str | Path] = (),
    ) -> Verified:
        """Check every line's MAC from the first on; stops at the first bad one.

        `progress(done, total)` is called about every 2,000 lines. checkpoint: a file or folder of
        checkpoints kept elsewhere, which must fit as well; all signed by the key `public`, where it
        is given, else by one key. archives: files of lines that may have left the store since; they
        must be right, and fit. Raises NotFound or InvalidValue for a file that is no evidence.
        """
        key = self._session.access.log_key
        with self._session.reading() as conn:
            store, own, (seq, head) = store_id(conn), public_key(conn), beginning(conn)
        seen = []
        if str(checkpoint):
            seen = read_checkpoints(checkpoint, store=store, public=public)
        archived = None
        if archives:
            from store.log.archive import prove_archives

            marks = [(seq, head.hex()), *((one.seq, one.head) for one in seen)]
            proven = prove_archives(archives, key, store, public or own, marks)
            if isinstance(proven, Verified):
                return proven
            archived = proven
        with self._session.reading(cancel) as conn:
            found = prove(conn, key, seen, progress, archived)
        return signed_by_another(found, seen, own)

    # -- inside ---------------------------------------------------------------------------------

    def _scope(self) -> tuple[str, Sequence[object]]:
        """The SQL of what this reader may see at all; empty for everything."""
        may = self._session.may
        if may("log.all"):
            return "", ()
        clauses, params = ["actor = ?"], [self._session.name]
        families = (TEAM_ACTIONS if may("log.team") else ()) + (
            ADMIN_ACTIONS if may("log.admin") else ()
        )
        if may("log.team"):
            clauses.append("action = 'log.undo'")
        if may("log.admin"):
            clauses.append(f"action IN ({', '.join('?' * len(EVIDENCE_ACTIONS))})")
            params.extend(EVIDENCE_ACTIONS)
        for family in families:
            clauses.append("action LIKE ?")
            params.append(family + ".%")
        return "(" + " OR ".join(clauses) + ")", params

    def _shown(self, conn: Connection, line: Line) -> Operation:
        fields = self._session.field_map(conn)
        key = None
        if line.subject is not None and self._session.may("customer.read"):
            row = conn.execute(
                "SELECT key FROM subject_key WHERE customer = ?", (line.subject,)
            ).fetchone()
            key = bytes(row[0]) if row else None
        personal = self._session.may("customer.see_personal")
        return Operation(
            line.seq,
            line.at,
            line.actor,
            line.role,
            line.session,
            line.client,
            line.action,
            line.object if line.subject is None or self._session.may("customer.read") else MASK,
            line.group,
            _masked(unseal(key, line.subject, line.before), fields, personal),
            _masked(unseal(key, line.subject, line.after), fields, personal),
            line.reason,
        )


def _masked(
    image: dict[str, object] | None, fields: Mapping[str, Field], personal: bool
) -> dict[str, object] | None:
    """The image without what its reader may not see, and without a sealed box's bytes."""
    if image is None:
        return None
    shown: dict[str, object] = {}
    for name, value in image.items():
        field = fields.get(name)
        if isinstance(value, dict):
            shown[name] = _masked(value, fields, personal)
        elif name == SEALED or (field is not None and field.personal and value and not personal):
            shown[name] = MASK
        else:
            shown[name] = value
    return shown


def _where(wanted: LogFilter) -> tuple[list[str], list[object]]:
    clauses: list[str] = []
    params: list[object] = []
    for column, values in wanted.equal.items():
        tests = []
        for value in values:
            if column == "action" and "." not in value:
                tests.append("action LIKE ?")
                params.append(value.replace("*", "") + ".%")
            elif "*" in value:
                tests.append(f"{column} LIKE ? ESCAPE '!'")
                escaped = value.replace("!", "!!").replace("%", "!%").replace("_", "!_")
                params.append(escaped.replace("*", "%"))
            else:
                tests.append(f"{column} = ?")
                params.append(value)
        clauses.append("(" + " OR ".join(tests) + ")")
    if wanted.since:
        clauses.append("at >= ?")
        params.append(wanted.since)
    if wanted.until:
        clauses.append("at < ?")
        params.append(wanted.until)
    for word in wanted.words:
        clauses.append("(instr(object, ?) > 0 OR instr(reason, ?) > 0 OR actor = ?)")
        params.extend([word, word, word])
    return clauses, params

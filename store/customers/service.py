"""What people do with customers: add, read, edit, archive, reveal, delete, and look back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.access import Service, needs
from store.change import Change
from store.codes.reservations import origin_of
from store.customers import editing, intake, preparing
from store.customers.bulk import Bulk, Progress
from store.customers.changes import Changes, News, changed_since, news_of
from store.customers.indexing import Indexed, index_rows, reindex, unindex
from store.customers.merging import forget_keys
from store.customers.record import Customer, find_id, load, masked, with_seq
from store.duplicates.erasing import forget_pairs
from store.engine.cancel import Cancel
from store.errors import InvalidValue, NotFound
from store.log.reading import Operation
from store.log.sealing import digest
from store.text import clean, fold


class Customers(Service):
    """The customers of the store."""

    @needs("customer.add")
    def add(
        self,
        values: Mapping[str, str],
        *,
        code: str | None = None,
        names: Sequence[tuple[str, str]] = (),
        tags: Sequence[str] = (),
        reason: str = "",
    ) -> Customer:
        """Add a customer; the code comes by rule, out of a block, or by hand for those who may.

        Raises InvalidValue (naming the field), CodeTaken, CounterExhausted, NotPermitted.
        """
        session = self._session
        origin = origin_of(session, code) if code else ""
        desk = preparing.open_desk(session)
        draft = preparing.prepare(
            desk, values, code=code or "", names=names, tags=tags, strict=True, origin=origin
        )
        with session.writing("customer.add") as change:
            (written,) = intake.write(change, desk, [draft], reason=reason)
            if isinstance(written, Exception):
                raise written
            customer = intake.as_customer(change, desk, draft, written)
        return self._shown(customer)

    @needs("customer.read")
    def get(self, code: str) -> Customer:
        """The customer who has this code, or had it once. Raises NotFound."""
        with self._session.reading() as conn:
            fields = self._session.field_map(conn)
            return self._shown(with_seq(conn, load(conn, find_id(conn, clean(code)), fields)))

    @needs("customer.read")
    def by_id(self, id: int) -> Customer:
        """The customer with this id. Raises NotFound."""
        with self._session.reading() as conn:
            fields = self._session.field_map(conn)
            return self._shown(with_seq(conn, load(conn, id, fields)))

    @needs("customer.read")
    def changed_since(self, seq: int | None) -> Changes:
        """Which customers were changed after line `seq` of the log, and by whom.

        None: nothing but where the log ends now, to ask from there on. At most some hundred lines
        are read: behind more, `many` says that any customer may be different.
        """
        return changed_since(self._session, seq)

    @needs("customer.read")
    def news_of(self, id: int, seq: int) -> News:
        """What became of a customer that was read when line `seq` was the last about it."""
        return news_of(self._session, id, seq)

    @needs("customer.edit")
    def edit(
        self,
        id: int,
        changes: Mapping[str, str],
        *,
        version: int,
        base: Customer | None = None,
        names: Sequence[tuple[str, str]] | None = None,
        tags: Sequence[str] | None = None,
        reason: str = "",
    ) -> Customer:
        """Change fields of a customer that was read at `version`; `base` is what was read.

        Merged with what others saved meanwhile: what they changed stays, what only this changes is
        saved. Without `base` nobody can tell who changed what: each field that differs clashes.
        `names` and `tags`: all of them as they shall be. A value left as the mask is left as it
        is. A new name keeps the old one as a former name.
        Raises Conflict, and saves nothing, when both changed a field to different values;
        InvalidValue naming the field; NotFound.
        """
        wish = editing.Wish(
            {},
            version,
            base,
            None if names is None else tuple(names),
            None if tags is None else tuple(tags),
        )
        return self._shown(editing.edit(self._session, id, changes, wish, reason))

    @needs("customer.edit")
    def set_many(
        self,
        ids: Sequence[int],
        changes: Mapping[str, str],
        *,
        reason: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Bulk:
        """Set the same values for many customers, as one group of operations.

        Written in short transactions; stopping keeps what was written (and says how much).
        Raises InvalidValue before anything is changed when a value does not fit its field.
        """
        return self._session.many.set(ids, changes, reason=reason, progress=progress, cancel=cancel)

    @needs("customer.archive")
    def archive(self, id: int, reason: str = "") -> Customer:
        """Take a customer out of everyday lists; the record and the code stay."""
        return self._set_archived(id, True, reason)

    @needs("customer.archive")
    def restore(self, id: int, reason: str = "") -> Customer:
        """Bring an archived customer back."""
        return self._set_archived(id, False, reason)

    @needs("customer.delete")
    def delete(self, id: int, reason: str) -> None:
        """Erase a customer for good: the record, and the key that reads it in the log.

        Its codes become void and are never given again. Cannot be undone. Needs a reason.
        """
        reason = clean(reason)
        if not reason:
            raise InvalidValue("Deleting for good needs a reason.", field="reason")
        session = self._session
        with session.writing("customer.delete") as change:
            conn = change.conn
            customer = load(conn, id, session.field_map(conn))
            key = change.subject_key(id)
            change.log(
                "customer.delete",
                customer.code,
                subject=id,
                before={
                    "code": customer.code,
                    "digest": digest(key, customer.values),
                    "aliases": list(customer.aliases),
                },
                reason=reason,
            )
            unindex(conn, id)
            conn.execute("DELETE FROM name WHERE customer = ?", (id,))
            conn.execute("DELETE FROM tag WHERE customer = ?", (id,))
            forget_keys(conn, id)
            forget_pairs(conn, id)
            conn.execute("UPDATE code SET state = 'void' WHERE customer = ?", (id,))
            conn.execute("DELETE FROM customer WHERE id = ?", (id,))

    @needs("customer.reveal", "customer.see_personal")
    def reveal(self, id: int, field: str) -> str:
        """One masked field of one customer in clear; who looked is written to the log."""
        session = self._session
        with session.writing("customer.reveal", "customer.see_personal", looking=True) as change:
            fields = session.field_map(change.conn)
            if field not in fields:
                raise NotFound("There is no field {name}.", name=field)
            customer = load(change.conn, id, fields)
            change.log("customer.reveal", customer.code, subject=id, after={"field": field})
            return customer.values.get(field, "")

    @needs("customer.edit")
    def add_name(self, id: int, kind: str, text: str) -> Customer:
        """Give a customer another name (short, foreign, former); search finds it by it."""
        return self._change_names(id, add=editing.read_name((kind, text)))

    @needs("customer.edit")
    def remove_name(self, id: int, text: str) -> Customer:
        """Take one of a customer's other names away."""
        return self._change_names(id, remove=clean(text))

    @needs("customer.edit")
    def add_tag(self, id: int, tag: str) -> Customer:
        """Tag a customer."""
        return self._change_tags(id, add=editing.read_tag(tag))

    @needs("customer.edit")
    def remove_tag(self, id: int, tag: str) -> Customer:
        """Take a tag off a customer."""
        return self._change_tags(id, remove=clean(tag))

    @needs("customer.read")
    def history(self, id: int) -> Sequence[Operation]:
        """What was done with a customer, newest first."""
        return self._session.log.of_customer(id)

    # -- inside ---------------------------------------------------------------------------------

    def _shown(self, customer: Customer) -> Customer:
        if self._session.may("customer.see_personal"):
            return customer
        return masked(customer, self._session.field_map())

    def _set_archived(self, id: int, archived: bool, reason: str) -> Customer:
        session = self._session
        with session.writing("customer.archive") as change:
            fields = session.field_map(change.conn)
            customer = load(change.conn, id, fields)
            if customer.archived != archived:
                change.conn.execute(
                    "UPDATE customer SET archived = ?, changed = ?, version = version + 1"
                    " WHERE id = ?",
                    (int(archived), change.at, id),
                )
                change.log(
                    "customer.archive" if archived else "customer.restore",
                    customer.code,
                    subject=id,
                    before={"archived": customer.archived},
                    after={"archived": archived},
                    reason=clean(reason),
                )
            return self._shown(load(change.conn, id, fields))

    def _change_names(
        self, customer: int, add: tuple[str, str] | None = None, remove: str = ""
    ) -> Customer:
        session = self._session
        with session.writing("customer.edit") as change:
            conn = change.conn
            fields = session.field_map(conn)
            current = load(conn, customer, fields)
            names = tuple(pair for pair in current.names if pair[1] != remove or add)
            if add is not None:
                if add in names:
                    return self._shown(current)
                names = (*names, add)
                conn.execute(
                    "INSERT INTO name (customer, kind, text) VALUES (?, ?, ?)", (customer, *add)
                )
            elif names == current.names:
                raise NotFound("{code} has no other name {name}.", code=current.code, name=remove)
            else:
                conn.execute("DELETE FROM name WHERE customer = ? AND text = ?", (customer, remove))
            rows = index_rows(current, current.values, fields, names=names)
            self._touch(change, customer, rows)
            change.log(
                "customer.names",
                current.code,
                subject=customer,
                before={"names": [list(pair) for pair in current.names]},
                after={"names": [list(pair) for pair in names]},
            )
            return self._shown(load(conn, customer, fields))

    def _change_tags(self, customer: int, add: str = "", remove: str = "") -> Customer:
        session = self._session
        with session.writing("customer.edit") as change:
            conn = change.conn
            fields = session.field_map(conn)
            current = load(conn, customer, fields)
            if add and fold(add) in map(fold, current.tags):
                return self._shown(current)
            if add:
                conn.execute("INSERT INTO tag (customer, tag) VALUES (?, ?)", (customer, add))
            else:
                done = conn.execute(
                    "DELETE FROM tag WHERE customer = ? AND tag = ?", (customer, remove)
                )
                if not done.rowcount:
                    raise NotFound("{code} has no tag {tag}.", code=current.code, tag=remove)
            tags = tuple(sorted({*current.tags, add} - {remove, ""}))
            rows = index_rows(current, current.values, fields, tags=tags)
            self._touch(change, customer, rows)
            change.log(
                "tag.add" if add else "tag.remove",
                current.code,
                subject=customer,
                before={"tags": list(current.tags)},
                after={"tags": list(tags)},
            )
            return self._shown(load(conn, customer, fields))

    @staticmethod
    def _touch(change: Change, customer: int, rows: Indexed) -> None:
        reindex(change.conn, customer, rows)
        change.conn.execute(
            "UPDATE customer SET changed = ?, version = version + 1 WHERE id = ?",
            (change.at, customer),
        )

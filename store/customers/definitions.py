"""The fields in force: the built-in ones with their choice lists, and those a manager defines.

A custom field's values lie in the customer's `custom` JSON under its name; it is searchable,
filterable and a column as soon as it is defined. The setting `fields` counts the changes, so that
every session notices.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from store.access import Service, needs
from store.change import Change
from store.customers.fields import BUILT_IN, CHOICE_FIELDS, Field, Kind
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound
from store.text import clean, fold

CUSTOM_KINDS: Final = ("text", "number", "date", "choice", "yesno", "credit")
RESERVED: Final = frozenset(
    (
        *("id", "code", "names", "tags", "tag", "has", "missing", "archived", "created"),
        *("changed", "flag", "flags", "version", "rule", "custom", "query", "action", "actor"),
        *("object", "at", "group", "is"),
    )
)
_NAME: Final = re.compile(r"[^\W\d][\w]{0,31}")

_FIRST_CHOICES: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "type": "企业 个人 VIP",
        "status": "潜在 跟进 成交 流失",
        "level": "A B C D",
        "region": "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 "
        "河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 "
        "澳门 台湾",
        "industry": "制造 贸易 信息技术 电子商务 金融 教育 医疗 物流 建筑 餐饮 农业 服务",
    },
    "en": {
        "type": "company person VIP",
        "status": "lead active won lost",
        "level": "A B C D",
        "region": "",
        "industry": "manufacturing trade technology finance education health logistics",
    },
}


def first_choices(conn: Connection, language: str) -> None:
    """Fill a fresh store's choice lists in the language of the house."""
    lists = _FIRST_CHOICES["zh" if language.startswith("zh") else "en"]
    conn.executemany(
        "INSERT INTO choice (field, value, position) VALUES (?, ?, ?)",
        [
            (field, value, place)
            for field, values in lists.items()
            for place, value in enumerate(values.split())
        ],
    )


def load_fields(conn: Connection) -> dict[str, Field]:
    """Every field in force, by name, in the order people see."""
    choices: dict[str, list[str]] = {}
    for field, value in conn.execute("SELECT field, value FROM choice ORDER BY field, position"):
        choices.setdefault(field, []).append(value)
    fields = {
        name: replace(field, choices=tuple(choices.get(name, ())))
        if field.kind == "choice"
        else field
        for name, field in BUILT_IN.items()
    }
    if (country := _home(conn)) != fields["phone"].country:
        fields["phone"] = replace(fields["phone"], country=country)
    rows = conn.execute(
        "SELECT name, kind, label, choices, personal FROM field WHERE retired = 0 ORDER BY position"
    )
    for name, kind, label, listed, personal in rows:
        fields[name] = Field(
            name=name,
            kind=kind,
            label=label,
            personal=bool(personal),
            sealed=True,
            contains=kind == "text",
            choices=tuple(json.loads(listed)),
            custom=True,
        )
    return fields


def _home(conn: Connection) -> str:
    """The country whose telephone numbers need no country code (see `store.quality.standards`)."""
    row = conn.execute("SELECT value FROM setting WHERE name = 'quality'").fetchone()
    return str(json.loads(row[0]).get("country", "CN")) if row is not None else "CN"


def bump(conn: Connection) -> None:
    """Let every session know that the fields have changed."""
    conn.execute(
        "UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = 'fields'"
    )


def check_field_name(name: str, taken: dict[str, Field]) -> str:
    """A name that a custom field may have: a word in any script, not in use. InvalidValue else."""
    name = fold(clean(name)).replace(" ", "_").replace("-", "_")
    if not _NAME.fullmatch(name):
        raise InvalidValue(
            "A field's name is one word of letters, digits and _: {value} is not.",
            field="name",
            value=name,
        )
    if name in RESERVED or name in taken:
        raise InvalidValue("There is already a field {value}.", field="name", value=name)
    return name


def define_field(
    change: Change,
    fields: dict[str, Field],
    name: str,
    kind: str,
    label: str,
    choices: Sequence[str] = (),
    personal: bool = False,
    group: str = "",
) -> Field:
    """Define a custom field inside a transaction; what `Fields.define` and imports share."""
    name = check_field_name(name, fields)
    if kind not in CUSTOM_KINDS:
        raise InvalidValue(
            "A field is one of {kinds}, not {value}.",
            field="kind",
            kinds=", ".join(CUSTOM_KINDS),
            value=kind,
        )
    values = tuple(dict.fromkeys(clean(choice) for choice in choices if clean(choice)))
    if kind == "choice" and not values:
        raise InvalidValue("A choice field needs at least one choice.", field="choices")
    label = clean(label) or name
    place = change.conn.execute("SELECT coalesce(max(position), 0) + 1 FROM field").fetchone()[0]
    change.conn.execute(
        "INSERT INTO field (name, kind, label, choices, personal, position, retired)"
        " VALUES (?, ?, ?, ?, ?, ?, 0)"
        " ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, label = excluded.label,"
        " choices = excluded.choices, personal = excluded.personal, retired = 0",
        (name, kind, label, json.dumps(values, ensure_ascii=False), int(personal), place),
    )
    bump(change.conn)
    change.log(
        "field.define",
        name,
        after={"kind": kind, "label": label, "choices": list(values), "personal": personal},
        group=group,
    )
    return Field(name, cast(Kind, kind), label, personal, True, kind == "text", values, True)


def add_choice(change: Change, field: str, value: str, group: str = "") -> None:
    """Add a value to a built-in choice list inside a transaction, logged."""
    done = change.conn.execute(
        "INSERT INTO choice (field, value, position)"
        " SELECT ?, ?, coalesce(max(position), 0) + 1 FROM choice WHERE field = ?"
        " ON CONFLICT (field, value) DO NOTHING",
        (field, value, field),
    )
    if done.rowcount:
        bump(change.conn)
        change.log("field.choices", field, after={"added": value}, group=group)


class Fields(Service):
    """The fields of customers, for screens and commands."""

    @needs("customer.read", "field.edit")
    def all(self) -> dict[str, Field]:
        """Every field in force, by name, in order."""
        return dict(self._session.field_map())

    @needs("field.edit")
    def define(
        self,
        name: str,
        kind: str,
        label: str = "",
        *,
        choices: Sequence[str] = (),
        personal: bool = False,
    ) -> Field:
        """Define a custom field of one of `CUSTOM_KINDS`. Raises InvalidValue."""
        fields = self._session.field_map()
        with self._session.writing("field.edit") as change:
            return define_field(change, fields, name, kind, label, choices, personal)

    @needs("field.edit")
    def change(
        self,
        name: str,
        *,
        label: str | None = None,
        choices: Sequence[str] | None = None,
        personal: bool | None = None,
    ) -> Field:
        """Change a custom field's label, choices or whether it is masked; its kind stays.

        When it becomes masked its words leave the search index too, in short transactions.
        """
        field = self._custom(name)
        with self._session.writing("field.edit") as change:
            new = replace(
                field,
                label=clean(label) if label is not None else field.label,
                choices=tuple(choices) if choices is not None else field.choices,
                personal=field.personal if personal is None else personal,
            )
            change.conn.execute(
                "UPDATE field SET label = ?, choices = ?, personal = ? WHERE name = ?",
                (
                    new.label,
                    json.dumps(new.choices, ensure_ascii=False),
                    int(new.personal),
                    name,
                ),
            )
            bump(change.conn)
            change.log("field.change", name, before=_image(field), after=_image(new))
        if new.personal != field.personal:
            from store.customers.indexing import reindex_field

            reindex_field(self._session, name)
        return new

    @needs("field.edit")
    def retire(self, name: str) -> None:
        """Take a custom field out of use; the values that customers have of it stay kept."""
        self._custom(name)
        with self._session.writing("field.edit") as change:
            change.conn.execute("UPDATE field SET retired = 1 WHERE name = ?", (name,))
            bump(change.conn)
            change.log("field.retire", name)

    @needs("field.edit")
    def set_choices(self, field: str, values: Sequence[str]) -> None:
        """Make these the choices of a field, in this order. Customers keep what they have."""
        wanted = list(dict.fromkeys(clean(value) for value in values if clean(value)))
        if field not in CHOICE_FIELDS:
            self.change(field, choices=wanted)
            return
        with self._session.writing("field.edit") as change:
            conn = change.conn
            before = [
                value
                for (value,) in conn.execute(
                    "SELECT value FROM choice WHERE field = ? ORDER BY position", (field,)
                )
            ]
            conn.execute("DELETE FROM choice WHERE field = ?", (field,))
            conn.executemany(
                "INSERT INTO choice (field, value, position) VALUES (?, ?, ?)",
                [(field, value, place) for place, value in enumerate(wanted)],
            )
            bump(conn)
            change.log(
                "field.choices", field, before={"choices": before}, after={"choices": wanted}
            )

    def _custom(self, name: str) -> Field:
        field = self._session.field_map().get(name)
        if field is None or not field.custom:
            raise NotFound("There is no custom field {name}.", name=name)
        return field


def _image(field: Field) -> dict[str, object]:
    return {
        "label": field.label,
        "choices": list(field.choices),
        "personal": field.personal,
    }

"""`kehao customers`: one customer, found by any code it has or had; or all whom a query finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from store.customers.values import shown
from store.errors import WrongUsage
from tui.commands.customers_many import Asked, change_many, check_form, many_options
from tui.commands.opening import signed_in
from tui.commands.parsing import group, whole_number
from tui.commands.printing import answer, complain, record
from tui.commands.settings import Settings
from tui.locale import t
from tui.words.ends import end_words

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.customers.record import Customer
    from store.session import Session

NAME_PARAMETERS: Final = ("short", "foreign", "former")

customers = group("customers", "Add, show, change customers.")


def as_json(customer: Customer) -> dict[str, Any]:
    """A customer as scripts see it: code, every field by its name, then what goes with it."""
    return {
        "code": customer.code,
        **customer.values,
        "names": [{"kind": kind, "text": text} for kind, text in customer.names],
        "tags": list(customer.tags),
        "aliases": list(customer.aliases),
        "flags": list(customer.flags),
        "archived": customer.archived,
        "created": customer.created,
        "changed": customer.changed,
        "version": customer.version,
    }


def lines(customer: Customer, fields: Mapping[str, Field]) -> Iterator[str]:
    """A customer as people see it; what is empty is left out."""
    pairs: list[tuple[str, object]] = [(t("Code"), customer.code)]
    for name, value in customer.values.items():
        field = fields.get(name)
        label = name if field is None else field.label if field.custom else t(field.label)
        value = value if field is None else shown(field, value)
        if value and name in customer.flags:
            value = t("{value} (not understood)", value=value)
        pairs.append((label, value))
    pairs += [(t("Other name"), text) for _, text in customer.names]
    pairs.append((t("Tags"), ", ".join(customer.tags)))
    pairs.append((t("Old codes"), ", ".join(customer.aliases)))
    pairs.append((t("Archived"), t("yes") if customer.archived else ""))
    pairs.append((t("Version"), customer.version))
    return record(pairs)


def _show(settings: Settings, session: Session, customer: Customer) -> None:
    answer(settings, as_json(customer), lambda: lines(customer, session.field_map()))


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """`FIELD=VALUE` texts as a dict. Raises WrongUsage for one without `=` or a field twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise WrongUsage("{value} is not FIELD=VALUE.", value=text)
        if name in found:
            raise WrongUsage("The field {name} is given twice.", name=name)
        found[name] = value
    return found


@customers.verb(
    "add",
    help="Add a customer; its code comes by rule. --set code=... gives one by hand, for those who "
    "may, or out of a block of one's own.",
)
@click.option(
    "--set",
    "values",
    multiple=True,
    required=True,
    metavar="FIELD=VALUE",
    help="A field's value, for example --set name=深圳明日贸易; can be repeated.",
)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag; can be repeated.")
@click.option(
    "--from-block",
    "block",
    default="",
    metavar="BLOCK",
    help="Use the next code of this block (R12 or 12).",
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def add(
    settings: Settings, values: Sequence[str], tags: Sequence[str], block: str, reason: str
) -> None:
    """Add a customer."""
    fields = pairs(values)
    code = fields.pop("code", None)
    if block and code:
        raise WrongUsage("Give a code or a block, not both.")
    with signed_in(settings) as session:
        if block:
            number = whole_number(block[1:] if block[:1] in "Rr" else block)
            made = session.life.add_from_block(number, fields, tags=tags, reason=reason)
        else:
            made = session.customers.add(fields, code=code, tags=tags, reason=reason)
        _show(settings, session, made)
        end = session.rules.end_of(made.code)
        if end is not None and end.near:
            complain(
                t(
                    "Rule {rule} nears its end. {end}. kehao rules widen: one place wider, and on.",
                    rule=end.rule,
                    end=end_words(end),
                )
            )


@customers.verb("show", help="Show the customer who has CODE, or had it once.")
@click.argument("code")
@click.pass_obj
def show(settings: Settings, code: str) -> None:
    """Show a customer."""
    with signed_in(settings) as session:
        _show(settings, session, session.customers.get(code))


@customers.verb(
    "set",
    help="Change fields of a customer, or with --query of many; an empty value (FIELD=) clears the "
    "field.\n"
    "--query changes all whom it finds as one group: kehao log undo --group.",
)
@click.argument("words", nargs=-1, required=True, metavar="[CODE] FIELD=VALUE...")
@many_options
@click.pass_obj
def set_(settings: Settings, words: Sequence[str], asked: Asked) -> int:
    """Change fields of a customer, or of many."""
    code, values = (words[0], words[1:]) if asked.query is None else (None, words)
    check_form(code, asked)
    changes = pairs(values)
    if not changes:
        raise WrongUsage("{value} is missing.", value="FIELD=VALUE")
    if "code" in changes:
        raise WrongUsage("A code is not changed like a field: use kehao codes change.")
    with signed_in(settings) as session:
        many, alone = session.many, session.customers
        if asked.query is not None:
            forecast = partial(many.forecast_set, changes=changes, reason=asked.reason)
            run = partial(many.set, changes=changes)
            return change_many(settings, session, asked, forecast, run)
        found = alone.get(str(code))
        changed = alone.edit(
            found.id, changes, version=found.version, base=found, reason=asked.reason
        )
        _show(settings, session, changed)
    return 0


@customers.verb(
    "tag",
    help="Put tags on a customer and take others off, or with --query on and off many.",
)
@click.argument("code", required=False)
@click.option("--add", multiple=True, metavar="TAG", help="A tag to put on; can be repeated.")
@click.option("--remove", multiple=True, metavar="TAG", help="One to take off; can be repeated.")
@many_options
@click.pass_obj
def tag(
    settings: Settings,
    code: str | None,
    add: Sequence[str],
    remove: Sequence[str],
    asked: Asked,
) -> int:
    """Tag a customer, or many."""
    check_form(code, asked)
    with signed_in(settings) as session:
        many, alone = session.many, session.customers
        if asked.query is not None:
            forecast = partial(many.forecast_tag, add=add, remove=remove)
            run = partial(many.tag, add=add, remove=remove)
            return change_many(settings, session, asked, forecast, run)
        found = alone.get(str(code))
        many.tag([found.id], add=add, remove=remove, reason=asked.reason)
        _show(settings, session, alone.by_id(found.id))
    return 0


@customers.verb(
    "archive",
    help="Take a customer, or with --query many, out of everyday lists; nothing is lost.",
)
@click.argument("code", required=False)
@many_options
@click.pass_obj
def archive(settings: Settings, code: str | None, asked: Asked) -> int:
    """Archive a customer, or many."""
    return _archive(settings, code, asked, archived=True)


@customers.verb("restore", help="Bring an archived customer back, or with --query many.")
@click.argument("code", required=False)
@many_options
@click.pass_obj
def restore(settings: Settings, code: str | None, asked: Asked) -> int:
    """Bring an archived customer back, or many."""
    return _archive(settings, code, asked, archived=False)


def _archive(settings: Settings, code: str | None, asked: Asked, *, archived: bool) -> int:
    check_form(code, asked)
    with signed_in(settings) as session:
        many, alone = session.many, session.customers
        if asked.query is not None:
            forecast = partial(many.forecast_archive, archived=archived)
            run = partial(many.archive, archived=archived)
            return change_many(settings, session, asked, forecast, run)
        found = alone.get(str(code))
        move = alone.archive if archived else alone.restore
        _show(settings, session, move(found.id, asked.reason))
    return 0


@customers.verb(
    "merge",
    help="Make two records of one customer one. KEEP keeps its code and what it says; what is "
    "empty is filled from OTHER, whose codes find KEEP from now on.",
)
@click.argument("keep")
@click.argument("other")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def merge(settings: Settings, keep: str, other: str, reason: str) -> None:
    """Merge two customers; answers with the one that stays."""
    with signed_in(settings) as session:
        first, second = session.customers.get(keep), session.customers.get(other)
        _show(settings, session, session.life.merge(first.id, second.id, reason=reason))


@customers.verb(
    "delete",
    help="Erase a customer for good, from the log too. Its codes are never given again.",
)
@click.argument("code")
@click.option("--reason", required=True, metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def delete(settings: Settings, code: str, reason: str) -> None:
    """Erase a customer; answers with what it was, as far as the person may see it."""
    with signed_in(settings) as session:
        found = session.customers.get(code)
        session.customers.delete(found.id, reason)
        answer(
            settings,
            as_json(found),
            lambda: [t("{code} is erased; its codes are never given again.", code=found.code)],
        )

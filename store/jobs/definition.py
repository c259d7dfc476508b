"""What a job does, as a person says it: from where or to where, what of it, and how often."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from store.errors import InvalidValue, WrongUsage
from store.log.chain import canonical_json
from store.text import clean

IMPORT: Final = "import"
EXPORT: Final = "export"
EVERY: Final = ("daily", "weekly", "monthly")
MAIL: Final = "mailto:"
SOURCE: Final = "source:"
LONGEST_NAME: Final = 60
MOST_KEPT: Final = 1000


@dataclass(frozen=True, slots=True)
class Definition:
    """One job's work.

    kind: `import` or `export`. where: a folder, `source:NAME` or `source:NAME/TABLE` (another
    database), or for an export `mailto:` and addresses. every: one of EVERY.

    An import from a folder takes the files whose names fit the pattern; one from a database reads
    the table, or what `query` selects, its rows known again by `key`. The rest of an import's
    choices are those of `Transfer.run_import`; without a profile the columns are known by headings
    and values alone, whatever anybody chose last for such files.

    An export takes whom the query or the saved view finds, with these columns (else all, or the
    view's), in this form. keep: so many files of it stay in the folder, 0 for all. changed: only
    who changed since the last run. via: the source that is the mail server. table: of a database.
    """

    kind: str
    where: str
    every: str = "daily"
    pattern: str = "*"
    query: str = ""
    view: str = ""
    columns: tuple[str, ...] = ()
    form: str = ""
    keep: int = 0
    changed: bool = False
    via: str = ""
    table: str = ""
    key: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    match: str = ""
    on_match: str = ""
    unmapped: str = ""
    codes: str = ""
    profile: str = ""

    @property
    def to_mail(self) -> bool:
        """Whether it goes out as mail."""
        return self.where.startswith(MAIL)

    @property
    def source(self) -> str:
        """The name of the source that is read or written; empty for a folder or mail."""
        if not self.where.startswith(SOURCE):
            return ""
        return self.where[len(SOURCE) :].partition("/")[0]

    @property
    def addresses(self) -> tuple[str, ...]:
        """To whom it goes as mail."""
        if not self.to_mail:
            return ()
        return tuple(one.strip() for one in self.where[len(MAIL) :].split(",") if one.strip())

    @property
    def permission(self) -> str:
        """What its owner must be permitted."""
        return "import.run" if self.kind == IMPORT else "export.run"

    def said(self) -> dict[str, Any]:
        """All that was said and is not as it is anyway; kind, where and every always."""
        found = {
            one.name: value
            for one in fields(self)
            if (value := getattr(self, one.name)) != _DEFAULTS.get(one.name)
            or one.name in ("kind", "where", "every")
        }
        if "columns" in found:
            found["columns"] = list(self.columns)
        if "mapping" in found:
            found["mapping"] = dict(self.mapping)
        return found

    def as_text(self) -> str:
        """As it is kept."""
        return json.dumps(self.said(), ensure_ascii=False, sort_keys=True)

    def digest(self, name: str, owner: str, meant: Sequence[str] = ()) -> str:
        """What is approved: just this, under this name, for this person. meant: what the names in
        it stand for (a view, a source)."""
        text = canonical_json([name, owner, self.said(), [*meant]])
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


_DEFAULTS: Final = {
    one: value for one, value in asdict(Definition("", "")).items() if one not in ("kind", "where")
}
_ONLY: Final = {
    IMPORT: ("pattern", "key", "mapping", "sheet", "encoding", "match", "on_match",
             "unmapped", "codes", "profile"),
    EXPORT: ("view", "columns", "form", "keep", "changed", "via"),
}  # fmt: skip


def from_text(text: str) -> Definition:
    """What `as_text` wrote."""
    values = json.loads(text)
    values["columns"] = tuple(values.get("columns", ()))
    return Definition(**values)


def checked_name(name: str, taken: tuple[str, ...]) -> str:
    """A job's name as it is kept: files and mails bear it too. `taken`: the store's own jobs.

    Raises InvalidValue.
    """
    name = clean(name)
    if not 1 <= len(name) <= LONGEST_NAME or "/" in name or name[0] in ".-" or name in taken:
        raise InvalidValue(
            "{value} is no name for a job: 1 to {most} characters without /, not beginning with . "
            "or -, and none of {known}.",
            value=name[:LONGEST_NAME],
            most=LONGEST_NAME,
            known=", ".join(taken),
        )
    return name


def check_words(job: Definition) -> None:
    """Refuse what makes no sense in itself. Raises WrongUsage, InvalidValue."""
    if job.kind not in _ONLY:
        raise WrongUsage("A job is an import or an export.")
    if job.every not in EVERY:
        raise InvalidValue(
            "A job is done {known}, not {every}.", every=job.every, known=", ".join(EVERY)
        )
    other = EXPORT if job.kind == IMPORT else IMPORT
    said = job.said()
    strange = [name for name in _ONLY[other] if name in said]
    if not job.source:
        strange += [name for name in ("table", "key") if name in said]
    if job.kind == IMPORT and not job.source:
        strange += [name for name in ("query",) if name in said]
    if job.source:
        strange += [name for name in ("pattern", "form", "keep", "sheet", "encoding", "via")
                    if name in said]  # fmt: skip
    if job.to_mail:
        strange += [name for name in ("keep",) if name in said]
    elif job.via:
        strange.append("via")
    if strange:
        raise WrongUsage("This job takes no {option}.", option=", ".join(dict.fromkeys(strange)))
    if job.query and job.view:
        raise WrongUsage("A job takes a query or a view, not both.")
    if not 0 <= job.keep <= MOST_KEPT:
        raise InvalidValue("So many files are kept: 1 to {most}, 0 for all.", most=MOST_KEPT)
    if job.kind == IMPORT and job.to_mail:
        raise WrongUsage("A job brings in from a folder or a source, not from mail.")
    if job.to_mail:
        _check_addresses(job.addresses)
        if not job.via:
            raise WrongUsage(
                "Say through which mail server it goes: --via NAME, of kehao sources list."
            )


def _check_addresses(addresses: tuple[str, ...]) -> None:
    for one in addresses:
        name, at, host = one.rpartition("@")
        if not (at and name and host and one.isprintable()) or set(one) & set(' "<>,;:\\()[]'):
            raise InvalidValue("{value} is no mail address.", value=one)
    if not addresses:
        raise InvalidValue("{value} is no mail address.", value=MAIL)

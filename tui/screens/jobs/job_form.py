"""A form for a job: what it does, where, how often; only the fields that its kind has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from store.errors import KehaoError, WrongUsage
from store.jobs.definition import EVERY, EXPORT, IMPORT, Definition
from store.transfer.exports.exporting import FORMS
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.steps import Steps

if TYPE_CHECKING:
    from store.jobs.kept import Job

_FIELDS = {
    IMPORT: ("pattern", "query", "table", "profile", "match", "on_match"),
    EXPORT: ("query", "view", "columns", "form", "keep", "changed", "via", "table"),
}
"""What is asked of each kind, beside the name, the place and how often."""


class JobDialog(KehaoDialog["Job"]):
    """A new job, or another definition of one there is. Answers with the job."""

    SCOPE = "sheet"
    WIDE = True
    BINDINGS = bindings_for("sheet")
    DEFAULT_CSS = """
    JobDialog VerticalScroll { height: auto; max-height: 16; }
    JobDialog Horizontal { height: 1; }
    JobDialog .form-label { width: 22; color: $quiet; }
    JobDialog Input, JobDialog Steps { width: 1fr; }
    """

    def __init__(self, job: Job | None = None) -> None:
        super().__init__()
        self._job = job

    def title_text(self) -> str:
        """New, or which."""
        return t("Job {name}", name=self._job.name) if self._job else t("New job")

    def compose_body(self) -> ComposeResult:
        """Every field of both kinds; those of the other kind are hidden."""
        does = self._job.does if self._job else Definition(EXPORT, "")
        with VerticalScroll():
            yield self._row(
                "name", t("Name"), Input(self._job.name if self._job else "", id="name")
            )
            kinds = [(EXPORT, t("take out")), (IMPORT, t("bring in"))]
            if self._job is None:
                yield self._row("kind", t("What"), Steps(kinds, does.kind, id="kind"))
            hint = t("a folder, source:NAME or mailto:ADDRESS")
            yield self._row("where", t("Place"), Input(does.where, id="where", placeholder=hint))
            every = [(one, t(one)) for one in EVERY]
            yield self._row("every", t("How often"), Steps(every, does.every, id="every"))
            yield from self._own(does)
        said = t("Tab goes on, arrows change a choice, Ctrl-S saves. It acts for you.")
        yield Static(content(said), classes="hint")

    def _own(self, does: Definition) -> ComposeResult:
        texts = {
            "pattern": (t("Files"), does.pattern, "*.csv"),
            "query": (t("Query"), does.query, t("all customers")),
            "view": (t("View"), does.view, ""),
            "columns": (t("Columns"), ",".join(does.columns), t("all")),
            "keep": (t("Files kept"), str(does.keep or ""), t("all")),
            "via": (t("Mail server"), does.via, t("a name of kehao sources list")),
            "table": (t("Table"), does.table, t("of a database")),
            "profile": (t("Profile"), does.profile, t("by headings and values")),
            "match": (t("Matched by"), does.match, t("the code, if there is one")),
        }
        steps = {
            "form": (t("As"), [(one, one) for one in FORMS], does.form or FORMS[0]),
            "changed": (
                t("Only what changed"),
                [("", t("No")), ("yes", t("Yes"))],
                "yes" if does.changed else "",
            ),
            "on_match": (
                t("When it matches"),
                [("skip", t("skip")), ("update", t("update"))],
                does.on_match or "skip",
            ),
        }
        for name in dict.fromkeys((*_FIELDS[IMPORT], *_FIELDS[EXPORT])):
            if name in texts:
                label, value, hint = texts[name]
                yield self._row(name, label, Input(plain(value), id=name, placeholder=hint))
            else:
                label, choices, key = steps[name]
                yield self._row(name, label, Steps(choices, key, id=name))

    def _row(self, name: str, label: str, field: Widget) -> Horizontal:
        return Horizontal(Static(content(label), classes="form-label"), field, id=f"row-{name}")

    def on_mount(self) -> None:
        """Only what its kind has."""
        self._fit()
        self.query_one("#name", Input).focus()

    @property
    def kind(self) -> str:
        """Import or export, as it stands."""
        return self._job.does.kind if self._job else self.query_one("#kind", Steps).key

    @on(Steps.Changed)
    def _stepped(self, event: Steps.Changed) -> None:
        if event.steps.id == "kind":
            self._fit()

    @on(Input.Changed, "#where")
    def _placed(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Show the fields that make sense for the kind and the place."""
        where, kind = self._text("where"), self.kind
        source, mail = where.startswith("source:"), where.startswith("mailto:")
        for name in {*_FIELDS[IMPORT], *_FIELDS[EXPORT]}:
            fits = name in _FIELDS[kind]
            if name == "table":
                fits = fits and source
            elif name in ("pattern", "form"):
                fits = fits and not source
            elif name == "keep":
                fits = fits and not (source or mail)
            elif name == "via":
                fits = fits and mail
            elif name == "query" and kind == IMPORT:
                fits = source
            self.query_one(f"#row-{name}").display = fits

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def action_save(self) -> None:
        """Keep it."""
        jobs, name = self.session.jobs, self._text("name")
        try:
            does = self._definition()
        except KehaoError as error:
            self.refused(error)
            return
        if self._job is None:
            self.run_in_thread(
                lambda: jobs.add(name, does), self.dismiss, failed=self.refused, kind="save"
            )
            return
        before = self._job.name
        self.run_in_thread(
            lambda: jobs.change(before, does, new_name=name),
            self.dismiss,
            failed=self.refused,
            kind="save",
        )

    def _definition(self) -> Definition:
        """What stands in the fields that are shown."""
        base = self._job.does if self._job else Definition(self.kind, "")
        said: dict[str, object] = {"where": self._text("where")}
        said["every"] = self.query_one("#every", Steps).key
        for name in _FIELDS[self.kind]:
            shown = self.query_one(f"#row-{name}").display
            field = self.query_one(f"#{name}")
            value = field.key if isinstance(field, Steps) else self._text(name)
            if not shown:
                said[name] = getattr(_EMPTY, name)
            elif name == "columns":
                parts = value.replace("，", ",").split(",")
                said[name] = tuple(one for part in parts if (one := part.strip()))
            elif name == "keep":
                said[name] = _number(value)
            elif name == "changed":
                said[name] = bool(value)
            elif name in ("form", "on_match"):
                said[name] = "" if value in (FORMS[0], "skip") else value
            elif name == "pattern":
                said[name] = value or "*"
            else:
                said[name] = value
        return replace(base, **said)  # type: ignore[arg-type]

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def refused(self, error: KehaoError) -> None:
        """Say why, and let the person mend it."""
        self.show_error(error)


_EMPTY = Definition("", "")


def _number(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise WrongUsage("{value} is no number: write 0 or more in digits.", value=text)
    return int(text or 0)

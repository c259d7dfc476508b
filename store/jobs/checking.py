"""Whether a job can be done at all, found out when it is saved: for whom saves it, and now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from store.errors import NotFound
from store.jobs.bringing_in import said
from store.jobs.definition import EXPORT, Definition, check_words
from store.jobs.folder import check_folder
from store.jobs.taking_out import selection
from store.transfer.exports.exporting import form_of
from store.transfer.imports.options import Options
from store.transfer.imports.rows import NAME_COLUMNS

if TYPE_CHECKING:
    from store.session import Session


def checked(session: Session, does: Definition) -> Definition:
    """The definition with its folder as a whole path. The mail server and the database themselves
    are not asked: that they can be reached is for the runs to see.

    Raises WrongUsage, InvalidValue, NotFound, NotPermitted, InvalidQuery.
    """
    check_words(does)
    if does.kind == EXPORT:
        form_of("", does.form)
        views = session.views.list() if does.view else []
        view = next((one for one in views if one.name == does.view), None)
        query, columns, _ = selection(does, view)
        session.search.check(query)
        session.search.rows([], [one for one in columns if one not in NAME_COLUMNS])
    else:
        Options(**said(does)).check()
        if does.profile:
            session.profiles.get(does.profile)
    if does.to_mail:
        session.sources.mail(does.via, does.addresses, "", "")
        return does
    if does.source:
        if does.source not in {one.name for one in session.sources.list()}:
            raise NotFound(
                "There is no source {name}: kehao sources list shows them.", name=does.source
            )
        return does
    return replace(does, where=check_folder(does.where))

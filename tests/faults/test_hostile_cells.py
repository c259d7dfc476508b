"""Hostile text through import, command, paste and form: nothing of it reaches the terminal as
anything but letters, no spreadsheet reads it as a formula, and no code looks like another's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from textual import events
from textual.widgets import Input

from store.errors import CodeTaken, InvalidValue, KehaoError
from store.session import Session
from store.sign_in.opening import Store
from store.text import FORBIDDEN
from tests.faults.conftest import Figures
from tests.faults.kehao_process import Kehao
from tests.tui.customers_app import at_customers, opens, until
from tui.screens.customers.customer_form import CustomerForm

pytestmark = pytest.mark.strong_keys
"""Its stores are opened by processes of their own."""

ESCAPES: Final = (
    "\x1b]52;c;cm0gLXJm\x07",
    "\x1b[2J\x1b[H",
    "\x1b]0;title\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x9b2J",
    "\x9d52;c;eA==\x9c",
    "\x1b]8;;file:///etc/passwd\x1b\\link",
    "a\rb",
    "a\bb\x7f",
    "\x0e\x0f",
    "\x05",
)
UNSEEN: Final = (
    "\u202egnp.exe",
    "\u2066x\u2069",
    "a\u200bb",
    "a\u200d\u200eb",
    "\ufeffx",
    "\u2028line",
    "\U000e0041tag",
    "\u00adsoft",
    "\u061cx",
)
MARKUP: Final = (
    "[/x]",
    "[@click=app.quit()]x[/]",
    "[bold red]x",
    "[link=http://x]y[/link]",
    "\\[x",
)
FORMULAS: Final = (
    '=HYPERLINK("http://x","y")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "'=1+1",
)
ALL: Final = (*ESCAPES, *UNSEEN, *MARKUP, *FORMULAS)
RAW: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
NUMBER: Final = re.compile(r"[-+]?[\d.,]+")


def hostile_file() -> bytes:
    """Each hostile text as a name, as notes and as a header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "notes", "contact", *(f"h{n}{text}" for n, text in enumerate(ALL))])
    for number, text in enumerate(ALL):
        writer.writerow([f"n{number}{text}", text, text, *ALL])
    return out.getvalue().encode("utf-8")


def everything(session: Session) -> list[str]:
    """Every text that the store holds of customers, fields and the log's readable part."""
    texts: list[str] = []
    with session.reading() as conn:
        for table in ("customer", "name", "tag", "field", "code"):
            for row in conn.execute(f"SELECT * FROM {table}"):
                texts += [value for value in row if isinstance(value, str)]
        texts += [row[0] for row in conn.execute("SELECT object FROM operation")]
    return texts


@pytest.mark.long
def test_an_import_of_hostile_cells(
    house: Store, boss: Session, tmp_path: Path, figures: Figures
) -> None:
    kehao = Kehao(house.folder, tmp_path / "own")
    file = tmp_path / "hostile\x1b[2J.csv"
    file.write_bytes(hostile_file())
    told = kehao.run("import", str(file), "--rejects", str(tmp_path / "rejects.csv"))
    assert told.code == 0, told.err
    assert RAW.search(told.out.decode() + told.err) is None
    assert boss.search.count("") == len(ALL)
    held = everything(boss)
    for text in held:
        assert FORBIDDEN.search(text.replace("\n", "")) is None, ascii(text)
    for arguments in (
        ("search", "", "--columns", "code,name,notes,contact"),
        ("customers", "show", "CUST000001"),
        ("search", "name:\x1b[2J("),
    ):
        shown = kehao.run(*arguments)
        assert RAW.search(shown.out.decode() + shown.err) is None, arguments
    out = kehao.run("export", "-", "--columns", "code,name,notes,contact")
    cells = [cell for row in csv.reader(io.StringIO(out.out.decode("utf-8-sig"))) for cell in row]
    live = [
        cell
        for cell in cells
        if cell[:1] in tuple("=+-@\t\r＝＋－＠") and not NUMBER.fullmatch(cell)
    ]
    assert live == []
    figures(cells=len(ALL) * (len(ALL) + 3), texts_held=len(held), cells_exported=len(cells))


@pytest.mark.long
def test_hostile_text_through_every_way_of_a_service(boss: Session, figures: Figures) -> None:
    done = 0
    refusals: list[str] = []
    ways: tuple[Callable[[str], object], ...] = (
        lambda text: boss.customers.add({"name": text, "city": text, "notes": text}, tags=[text]),
        lambda text: boss.customers.add({"name": "x"}, reason=text),
        lambda text: boss.views.save(text, text, ["code", "name"], "name"),
        lambda text: boss.search.page(text),
        lambda text: boss.search.page(f'name:"{text}"'),
        lambda text: boss.log.list(text),
        lambda text: boss.codes.explain(text),
        lambda text: boss.staff.add(text, ["clerk"], "correct horse battery"),
        lambda text: boss.staff.save_role(text, ["customer.read"]),
        lambda text: boss.customers.get(text),
        lambda text: boss.set_preference("theme", text),
    )
    for text in ALL:
        for way in ways:
            try:
                way(text)
            except KehaoError as error:
                refusals.append(str(error).replace(text, ""))
            done += 1
    assert not [line for line in refusals if "\n" in line]
    for text in everything(boss):
        assert FORBIDDEN.search(text.replace("\n", "")) is None, ascii(text)
    assert boss.log.verify().ok
    figures(texts=done)


LOOKALIKES: Final = {
    "CUST-A01": (
        *("СUST-A01", "CUSТ-A01", "CUST-А01", "CUЅT-A01", "cust-a01", "ＣＵＳＴ－Ａ０１"),
        *("CUST-A\u200b01", "CUST\u00ad-A01", " CUST-A01 ", "CUST-A01\u202c"),
    ),
    "KX-900": ("КХ-900", "ΚΧ-900", "KX-９００", "kx-900", "K\u2060X-900", "KX-90\u200d0"),
}


def test_a_code_that_looks_like_anothers_is_taken(boss: Session, figures: Figures) -> None:
    tried = taken = 0
    for code, alike in LOOKALIKES.items():
        boss.customers.add({"name": "the first"}, code=code)
        for other in alike:
            with pytest.raises(InvalidValue) as refused:
                boss.customers.add({"name": "the second"}, code=other)
            taken += isinstance(refused.value, CodeTaken)
            tried += 1
    lines = "code,name\n" + "".join(
        f"{other},copy\n" for alike in LOOKALIKES.values() for other in alike
    )
    before = boss.search.count("")
    boss.transfer.run_import(lines.encode())
    assert boss.search.count("") == before, "an import made a second customer of a look-alike"
    assert boss.auditing.run().ok
    assert taken > tried // 2
    figures(lookalikes=tried, taken=taken, not_a_code_at_all=tried - taken)


async def test_a_form_and_a_paste_of_hostile_text(
    house: Store, boss: Session, figures: Figures
) -> None:
    pasted = "".join(ESCAPES + UNSEEN + MARKUP)
    async with at_customers(boss, house.folder) as (screen, pilot):
        await pilot.press("n")
        shown = await opens(pilot, CustomerForm)
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        assert isinstance(pilot.app.focused, Input)
        pilot.app.focused.post_message(events.Paste("名" + pasted))
        await until(pilot, lambda: "名" in getattr(pilot.app.focused, "value", ""))
        row = shown.row("notes")
        assert row is not None
        row.set_value(pasted)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.finder.total == 1)
        strips = pilot.app.screen._compositor.render_strips()
        text = "".join(segment.text for strip in strips for segment in strip)
        assert FORBIDDEN.search(text) is None
        assert "\x1b" not in text
    (only,) = boss.search.ids("")
    values = boss.customers.by_id(only).values
    assert values["name"].startswith("名")
    assert "[/x]" in values["name"] + values["notes"]
    for value in values.values():
        assert FORBIDDEN.search(str(value).replace("\n", "")) is None
    figures(characters_pasted=len(pasted))

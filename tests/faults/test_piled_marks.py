"""Thousands of combining marks on one letter: one cell of a file kept everybody's list of customers
busy for a minute, and Unicode's own ordering of them for longer."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.segment import Segment

from store.codes.skeleton import skeleton
from store.session import Session
from store.sign_in.opening import Store
from store.text import clean, fold, thin
from tests.faults.conftest import Figures
from tests.tui.customers_app import at_customers, until
from tui import safe

MARKS = "\u0301\u0316" * 65_000
"""As many as a cell of a file may hold, in the order that is slowest to sort."""
BUSY = 5.0
"""Processor seconds; without care it is half a minute for each normalization."""


def busy(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@pytest.mark.parametrize("read", [clean, fold, skeleton])
def test_reading_them_takes_no_time(read: Callable[[str], str], figures: Figures) -> None:
    told = busy(lambda: read("e" + MARKS))
    assert told < BUSY
    assert len(read("e" + MARKS)) < 20
    figures(marks=len(MARKS), seconds=round(told, 2))


@pytest.mark.parametrize(
    "text",
    [
        "深圳晴川贸易有限公司",
        "。" * 40,
        "กิ่งก้าน ไม้",
        "हिन्दी",
        "e\u0301\u0316x",
        "𠮷" * 20,
        "🇨🇳" * 20,
        "שִׁבֹּלֶת",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert thin(text) == text
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_a_row_that_has_them_is_drawn_at_once() -> None:
    """Also one that lies in a store from before they were taken out."""
    drawn = safe.fit("e" + "\u0301" * 20_000 + "名" * 100_000, 30)
    assert cell_len(drawn) <= 30
    assert busy(lambda: Segment(drawn).split_cells(1)) < BUSY
    assert len(drawn) < 300


@pytest.mark.long
async def test_a_list_with_such_a_customer_opens(
    house: Store, boss: Session, figures: Figures
) -> None:
    rows = [f'"e{MARKS}{n}","{"名" * 131_000}"' for n in range(3)]
    told = busy(lambda: boss.transfer.run_import("\n".join(["name,city", *rows]).encode()))
    assert boss.search.count("") == 3
    began = time.process_time()
    async with at_customers(boss, house.folder) as (screen, pilot):
        await until(pilot, lambda: screen.finder.total == 3)
        strips = pilot.app.screen._compositor.render_strips()
        assert any("CUST000001" in segment.text for strip in strips for segment in strip)
    opened = time.process_time() - began
    assert opened < 4 * BUSY
    figures(import_seconds=round(told, 1), seconds_to_open_and_close=round(opened, 1))

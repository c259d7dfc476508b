"""Draws .readme/customers.svg: the demonstration's list of customers, as the app exports it.

Run from the top of the tree: python .readme/screenshot.py
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from tui import environment  # noqa: E402

environment.scrub()

from tui.app import KehaoApp  # noqa: E402
from tui.tour.demo import MANAGER, PASSWORD, throwaway  # noqa: E402


async def draw(folder: Path, language: str) -> str:
    """The SVG of the customers, with something searched for."""
    app = KehaoApp(folder, language=language, prefill=(MANAGER, PASSWORD))
    async with app.run_test(size=(120, 34)) as pilot:
        await pilot.press("enter")
        for _ in range(100):
            await pilot.pause(0.1)
            if app.current_mode == "customers":
                break
        await pilot.pause(1.0)
        await pilot.press("slash", *"sz")
        await pilot.pause(1.5)
        return app.export_screenshot(title="客号 Kehao")


def main() -> None:
    """Build the demonstration, draw it, leave out what would be fetched from elsewhere."""
    with throwaway(2000) as made:
        svg = asyncio.run(draw(made.folder, sys.argv[1] if len(sys.argv) > 1 else "zh"))
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (HERE / "customers.svg").write_text(svg, "utf-8")


main()

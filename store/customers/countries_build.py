"""Make `countries.dat` anew: `python -m store.customers.countries_build`; for developers only.

Each country's ISO code with its names in English and Chinese, from the names of countries in
libphonenumber (package phonenumbers, Apache-2.0), which are those of Unicode's CLDR.
"""

from __future__ import annotations

from pathlib import Path

from phonenumbers.geodata.locale import LOCALE_DATA

HEADER = """\
# ISO 3166-1 code, English name, Chinese name; made by countries_build.py from libphonenumber
# (Apache-2.0), whose names are those of Unicode's CLDR (Unicode License)
"""


def main() -> None:
    """Write the file beside this one."""
    lines = []
    for code, names in sorted(LOCALE_DATA.items()):
        if len(code) == 2 and code.isalpha():
            chosen = [_name(names, language) for language in ("en", "zh")]
            lines.append("\t".join([code, *chosen]))
    path = Path(__file__).with_name("countries.dat")
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def _name(names: dict[str, str], language: str) -> str:
    text = names.get(language, "")
    return names[text[1:]] if text.startswith("*") else text


if __name__ == "__main__":
    main()

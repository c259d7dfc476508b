"""The chain is over canonical JSON, whatever a line holds."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from store.log.chain import Line, canonical

texts = st.text()


@given(st.builds(Line, st.integers(1), *[texts] * 7, st.none() | st.integers(0), *[texts] * 4))
def test_a_line_is_json_in_a_fixed_order(line: Line) -> None:
    fields = [getattr(line, name) for name in Line.__slots__]
    try:
        raw = canonical(line)
    except UnicodeEncodeError:
        assert any("\ud800" <= c <= "\udfff" for text in fields if text for c in str(text))
        return
    assert json.loads(raw) == fields
    assert raw == json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()

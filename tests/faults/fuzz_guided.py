"""The same readers, with inputs that are kept and changed when they reach code that none reached.

By hand: `pip install atheris`, then `python -m tests.faults.fuzz_guided keyrings 600`. It ends at
the first exception that is no KehaoError, with its traceback; else it says how many inputs it
tried.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Try one target for so many seconds."""
    import atheris

    name, seconds = sys.argv[1], float(sys.argv[2])
    with atheris.instrument_imports(include=["store", "tui"]):
        import store
        import store.services
        from store.errors import KehaoError
        from tests.faults.fuzz_targets import TARGETS

    from hypothesis import HealthCheck, given, settings

    folder = Path(tempfile.mkdtemp(prefix="kehao-fuzz-"))
    password = "correct horse battery"
    session = store.create(folder / "house", admin="boss", password=password).store.sign_in(
        "boss", password
    )
    session.customers.add({"name": "深圳晴川贸易有限公司", "region": "广东"})
    (folder / "own").mkdir()
    target, inputs = TARGETS[name](session, folder / "own")
    tried = 0

    @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(inputs)
    def once(value: Any) -> None:
        nonlocal tried
        tried += 1
        try:
            target(value)
        except KehaoError as error:
            if "\n" in str(error):
                raise AssertionError(ascii(value)) from error

    end = time.monotonic() + seconds

    def one(data: bytes) -> None:
        if time.monotonic() > end:
            print(f"{name}: {tried} inputs in {seconds:.0f} s, nothing uncaught", flush=True)
            session.close()
            sys.stdout.flush()
            os._exit(0)
        once.hypothesis.fuzz_one_input(data)  # type: ignore[attr-defined]

    corpus = folder / "corpus"
    corpus.mkdir()
    chosen = random.Random(5)
    for number in range(300):  # what the choices of an input are made from
        (corpus / str(number)).write_bytes(chosen.randbytes(chosen.randrange(64, 2048)))
    atheris.Setup(
        [sys.argv[0], "-max_len=4096", "-rss_limit_mb=4096", "-len_control=0", str(corpus)], one
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()

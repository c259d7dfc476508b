"""The same readers, with inputs that are kept and changed when they reach code that none reached.

By hand: `pip install atheris`, then `python -m tests.faults.fuzz_guided keyrings 600`. Every other
input is taken as it is (text and files), the rest say what the strategies choose, which gives
files with right digests and signatures. It ends at the first exception that is no KehaoError, with
its traceback; else it says how many inputs it tried.
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
    made = store.create(folder / "house", admin="boss", password=password)
    session = made.store.sign_in("boss", password)
    session.customers.add({"name": "深圳晴川贸易有限公司", "region": "广东"})
    (folder / "own").mkdir()
    (folder / "corpus").mkdir()
    target, inputs = TARGETS[name](session, folder / "own")
    seeds = random.Random(5)
    tried = 0

    def attempt(value: Any) -> None:
        nonlocal tried
        tried += 1
        try:
            target(value)
        except KehaoError as error:
            if "\n" in str(error):
                raise AssertionError(ascii(value)) from error

    def keep(first: bytes, rest: bytes) -> None:
        (folder / "corpus" / seeds.randbytes(8).hex()).write_bytes(first + rest)

    freely = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
    once = freely(given(inputs)(attempt))
    kinds: set[type] = set()

    @freely
    @given(inputs)
    def begin(value: Any) -> None:
        kinds.add(type(value))
        if isinstance(value, str):
            keep(b"\x01", value.encode("utf-8", "surrogatepass"))
        elif isinstance(value, bytes):
            keep(b"\x01", value)

    begin()
    for _ in range(100):
        keep(b"\x00", seeds.randbytes(seeds.randrange(64, 2048)))
    end = time.monotonic() + seconds

    def one(data: bytes) -> None:
        if time.monotonic() > end:
            session.close()
            print(f"{name}: {tried} inputs in {seconds:.0f} s, nothing uncaught", flush=True)
            os._exit(0)
        if data[:1] <= b"\x7f" and data[:1] != b"\x01":
            once.hypothesis.fuzz_one_input(data[1:])  # type: ignore[attr-defined]
        elif kinds == {bytes}:
            attempt(data[1:])
        elif kinds == {str}:
            attempt(data[1:].decode("utf-8", "replace"))

    limits = ["-max_len=8192", "-rss_limit_mb=4096", "-len_control=0"]
    atheris.Setup([sys.argv[0], *limits, str(folder / "corpus")], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

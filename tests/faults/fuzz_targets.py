"""Every reader of what others hand in, by a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from store.session import Session
from tests.faults import fuzz_readers, fuzz_sealed
from tests.faults.fuzz_trial import Made

TARGETS: Final[dict[str, Callable[[Session, Path], Made]]] = {
    "import files": fuzz_readers.import_files,
    "import workbooks": fuzz_readers.import_workbooks,
    "import cards": fuzz_readers.import_cards,
    "import objects": fuzz_readers.import_objects,
    "whole imports": fuzz_readers.whole_imports,
    "whole houses": fuzz_readers.houses,
    "standards and addresses": fuzz_readers.standards,
    "learning rules": fuzz_readers.learning,
    "queries": fuzz_readers.queries,
    "log queries": fuzz_readers.log_queries,
    "patterns": fuzz_readers.patterns,
    "codes": fuzz_readers.codes,
    "rule files": fuzz_readers.rule_files,
    "customers": fuzz_readers.customers,
    "keyrings": fuzz_sealed.keyrings,
    "backups": fuzz_sealed.backups,
    "opened backups": fuzz_sealed.opened_backups,
    "throttles": fuzz_sealed.throttles,
    "small secrets": fuzz_sealed.secrets_by_hand,
    "the door's files": fuzz_sealed.door_files,
    "checkpoints": fuzz_sealed.checkpoints,
    "archives": fuzz_sealed.archives,
}

"""What may stand behind the `?` of an address, of a database or of a mail server."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from store.errors import WrongUsage

_SECONDS: Final = re.compile(r"0*[1-9]\d{0,5}", re.ASCII)


def check_options(options: Mapping[str, str], known: Sequence[str], modes: Sequence[str]) -> None:
    """Refuse an option that there is not, an `sslmode` that is none of `modes`, and a `timeout`
    that is no number of seconds. Raises WrongUsage."""
    for name, value in options.items():
        if name not in known:
            raise WrongUsage(
                "An address has no option {name}: it has {known}.",
                name=name,
                known=", ".join(known),
            )
        if name == "sslmode" and value not in modes:
            raise WrongUsage(
                "sslmode is one of {allowed}, not {value}.", allowed=", ".join(modes), value=value
            )
        if name == "timeout" and not _SECONDS.fullmatch(value):
            raise WrongUsage("timeout is a number of seconds, not {value}.", value=value)

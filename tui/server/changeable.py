"""Who besides root and the account that serves can change a file, or put another in its place."""

from __future__ import annotations

import grp
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

from store.errors import KehaoError


def changeable(path: Path, uid: int) -> Iterator[KehaoError]:
    """Whether others than root and the account can change the file, or what stands above it."""
    for one in dict.fromkeys((path, *path.parents, path.resolve(), *path.resolve().parents)):
        try:
            facts = one.stat()
        except OSError:
            continue
        sticky = stat.S_ISDIR(facts.st_mode) and facts.st_mode & stat.S_ISVTX
        open_to_all = facts.st_mode & 0o002 and not sticky
        open_to_group = facts.st_mode & 0o020 and not sticky and _has_others(facts.st_gid, uid)
        if open_to_all or open_to_group or facts.st_uid not in (0, uid):
            yield KehaoError("{path} can be changed by others on this machine.", path=str(one))
            return


def _has_others(gid: int, uid: int) -> bool:
    """Whether anybody but root and the account belongs to the group."""
    try:
        names = set(grp.getgrgid(gid).gr_mem)
    except KeyError:
        return True
    names |= {one.pw_name for one in pwd.getpwall() if one.pw_gid == gid}
    held = {one.pw_name for one in pwd.getpwall() if one.pw_uid in (0, uid)}
    return bool(names - held)

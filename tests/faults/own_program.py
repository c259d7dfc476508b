"""The program installed where every account of the machine can read it, as on a server."""

from __future__ import annotations

import importlib.metadata as metadata
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LAUNCHER = """\
#!{python}
import sys
from tui.cli import main
sys.exit(main())
"""


def why_not() -> str:
    """Why none can be installed here; empty when one can."""
    if _python() is None:
        wanted = "{}.{}".format(*sys.version_info)
        return f"there is no Python {wanted} that another account could run"
    return ""


def _python() -> Path | None:
    """A Python of this version that every account can run, outside of any environment."""
    version = "python{}.{}".format(*sys.version_info)
    for folder in (Path(sys.base_prefix, "bin"), Path("/usr/bin"), Path("/usr/local/bin")):
        path = (folder / version).resolve()
        if path.exists() and all(one.stat().st_mode & 0o001 for one in (path, *path.parents)):
            return path
    return None


def install(folder: Path, seen_at: Path | None = None) -> Path:
    """Install what runs now and all that it needs into a fresh environment; its `kehao`.

    seen_at: where the folder stands for those who will run it, if elsewhere.
    """
    python = _python()
    assert python is not None, why_not()
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in _needed("kehao", set()):
        _copy(metadata.distribution(name), packages)
    for name in ("store", "tui"):
        shutil.copytree(ROOT / name, packages / name)
    command = folder / "bin" / "kehao"
    command.write_text(_LAUNCHER.format(python=(seen_at or folder) / "bin" / "python"))
    command.chmod(0o755)
    subprocess.run(["chmod", "-R", "go=u,go-w", folder], check=True)
    return command


def _needed(name: str, seen: set[str]) -> set[str]:
    """The distributions that one needs, without the extras."""
    for line in metadata.requires(name) or ():
        asked, _, when = line.partition(";")
        other = re.split(r"[^A-Za-z0-9._-]", asked.strip(), maxsplit=1)[0]
        if "extra" in when or other in seen:
            continue
        try:
            metadata.distribution(other)
        except metadata.PackageNotFoundError:
            continue  # for another Python than this
        seen.add(other)
        _needed(other, seen)
    return seen


def _copy(held: metadata.Distribution, packages: Path) -> None:
    base = Path(sysconfig.get_path("purelib"))
    for file in held.files or ():
        source = Path(str(file.locate())).resolve()
        if source.is_relative_to(base.resolve()) and source.exists():
            target = packages / source.relative_to(base.resolve())
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)  # with its time, by which what is compiled still counts

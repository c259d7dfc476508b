"""Text to the clipboard of the person's own terminal, over SSH: the sequence OSC 52.

There is no answer to it: nobody can know whether the terminal took it. What was measured (tmux 3.3
and GNU screen 4.9, a terminal that takes it outside):

- tmux takes the plain sequence with `set-clipboard on`, and hands a wrapped one through with
  `allow-passthrough on`; as shipped it does neither. What it does not take it drops without a mark,
  so both are sent, and each works alone.
- GNU screen hands through what is wrapped in pieces (a piece has at most 768 bytes). The plain
  sequence, when long, and tmux's wrapping would be printed on the screen: neither is sent.
- Over SSH there is only TERM to tell the two by; `screen` and `screen-256color` are used by both.
  Then screen's way is right: tmux takes it too while it is short.

Terminals take about 100,000 bytes of it; PuTTY, macOS Terminal and the Linux console take none.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Final, Literal

from tui.locale import t

Terminal = Literal["plain", "tmux", "screen", "either", "none"]

MOST: Final = 74_994
"""Bytes of text: encoded, with what is around them, 100,000."""
SHORT: Final = 555
"""Bytes of text that fit into one piece of screen's, which tmux takes as well."""
_PIECE: Final = 750
_ST: Final = "\x1b\\"


def terminal(environ: Mapping[str, str]) -> Terminal:
    """What is between this process and the person's terminal, as far as the environment says."""
    name = environ.get("TERM", "")
    if environ.get("TMUX") or name.startswith("tmux"):
        return "tmux"
    if environ.get("STY") or name.startswith("screen."):
        return "screen"
    if name.startswith("screen"):
        return "either"
    if name.startswith(("linux", "putty", "dumb", "vt")):
        return "none"
    return "none" if environ.get("TERM_PROGRAM") == "Apple_Terminal" else "plain"


def sequence(text: str, to: Terminal) -> str:
    """What is written to the terminal for this text; empty when it is too long or for nobody."""
    raw = text.encode("utf-8", "replace")
    if len(raw) > MOST or to == "none":
        return ""
    plain = f"\x1b]52;c;{b64encode(raw).decode('ascii')}\x07"
    if to == "tmux":
        return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + _ST
    if to in ("screen", "either"):
        pieces = (plain[start : start + _PIECE] for start in range(0, len(plain), _PIECE))
        return "".join(f"\x1bP{piece}{_ST}" for piece in pieces)
    return plain


def doubt(text: str, to: Terminal) -> str:
    """In a sentence what may keep the text from arriving, and what to do."""
    if to == "none":
        return t("This terminal takes no text from programs: export to a file instead.")
    if to == "tmux":
        return t("Nothing to paste? tmux needs: set -s set-clipboard on")
    if to == "either" and len(text.encode("utf-8", "replace")) > SHORT:
        return t("Nothing to paste? In tmux so much needs TERM=tmux-256color.")
    return t("Nothing to paste? Then your terminal does not take it (PuTTY, macOS Terminal).")

"""The program as the forced command starts it: `python -I …/door.py server enter --as NAME`.

`-I` keeps PYTHONPATH, PYTHONSTARTUP and the current folder out before the first line runs; this
file then finds the program it belongs to by its own place.
"""

import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[2])

if __name__ == "__main__":
    if ROOT not in sys.path:
        sys.path.insert(0, ROOT)
    sys.argv[0] = "kehao"

    from tui.cli import main

    main()

"""`python -m tui` is `kehao`."""

from tui.cli import main

main()

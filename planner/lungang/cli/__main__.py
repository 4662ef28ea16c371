"""``python -m lungang.cli``."""

from lungang.cli import main

main()

"""Processes that the desk starts for itself: ``worker``, and ``job`` with its number."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run what the command line names."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lungang.web.settings")
    import django

    django.setup()
    from lungang.web import running, worker

    match sys.argv[1:]:
        case ["worker"]:
            worker.main()
        case ["job", pk, attempt]:
            worker.end_with_parent()
            running.run(int(pk), int(attempt))
        case _:
            sys.exit(2)


main()

"""The desk: a web application in which HR, leaders and inspectors work.

A face: it asks :mod:`lungang.jobs` and shows what comes back. What it adds is rows: who
signed in, what was handed in, who edited which cell, who sent and who approved.

* ``service``: every step a person may take, with who may take it; the only code that
  writes rows. Views and worker go through it.
* ``views``, ``templates``: pages, which ask the service.
* ``worker``: takes queued jobs one after the other, each in a process of its own.
* ``serving``: the commands that open the desk, and keep and bring back its data.

It needs the extra ``lungang[web]``.
"""

from __future__ import annotations

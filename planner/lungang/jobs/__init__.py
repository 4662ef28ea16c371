"""The service layer: every job that a face offers, decided once.

A face (command line, notebook, desk, service) asks here and shows what comes back. How
long reasons are asked for, what is written where, what progress is told, how a job is
cancelled and what a reader may see is settled in these modules and nowhere else:

* ``reading``: workbooks, plans and scenarios from files;
* ``solving``: the plan with its reasons, and its reports;
* ``reviewing``: audit, register, certificate, without a solver;
* ``asking``: questions about a plan, candidates with their prices, the ways out;
* ``batches``: scenarios run, compared, swept, gated and stressed;
* ``sheets``: a workbook as cells: edited, checked row by row and whole, given back;
* ``abreast``, ``archives``: plans made already side by side, their papers and reports;
* ``draws``, ``ceremonies``: the steps of a draw of leave, and its public part;
* ``schemas``: the JSON Schema of every file and of every answer on stdout.
"""

from __future__ import annotations

"""Ctrl-C ends a command and the searches of its threads."""

from __future__ import annotations

import signal
import subprocess
import sys

HARD = """
import random, sys
from concurrent.futures import ThreadPoolExecutor
import typer
from lungang import cli
from lungang.engines.cp_sat import Canceller
from ortools.sat.python import cp_model

def command():
    "The main thread waits for a search, as for the parts of a solve."
    with ThreadPoolExecutor(1) as own:
        own.submit(search).result()

def search():
    "Random clauses at the threshold, too many for any search to end."
    random.seed(1)
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(900)]
    for _ in range(3834):
        some = random.sample(x, 3)
        model.add_bool_or([random.choice((v, v.negated())) for v in some])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_time_in_seconds = 600
    with Canceller().over(solver.stop_search):
        print("begun", flush=True)
        solver.solve(model)

app = typer.Typer()
app.command()(command)
def standing_for_the_commands():
    sys.exit(app([], standalone_mode=False))
cli.app = standing_for_the_commands
sys.argv = ["lungang", "--lang", "en"]
cli.main()
"""


def test_a_search_ends_and_the_exit_code_says_so() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", HARD],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    child.send_signal(signal.SIGINT)
    try:
        _, told = child.communicate(timeout=120)
    finally:
        child.kill()
    assert child.returncode == 130
    assert not told

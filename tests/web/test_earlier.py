"""The desk of an earlier version, brought back by this one: nothing is lost.

``earlier/desk-0002.zip`` is a backup that the first desk made (its tables as of migration
0002): an approved plan of an invented bureau, and a second cycle with an edit not yet
solved. A process of its own, for a desk is one a process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EARLIER = Path(__file__).parent / "earlier" / "desk-0002.zip"
LOOK = """
import json, sys
from pathlib import Path
from lungang.web import serving

serving.restore(Path(sys.argv[1]))
copy = serving.ready()
from django.db import IntegrityError, connection
from lungang.web.models import StoredPlan, Submission, User, StoredWorkbook
from lungang.web.service import log, pages, plans

hr, leader = (User.objects.get(username=n) for n in ("guyan", "luming"))
plan, sent = StoredPlan.objects.get(), Submission.objects.get()
draft = StoredWorkbook.objects.get(cycle__name="2028年度轮岗")
row = pages.page(hr, draft, "人员").rows[1]
try:
    with connection.cursor() as cursor:
        cursor.execute("update desk_submission set decided_by_id = sent_by_id")
    guarded = False
except IntegrityError:
    guarded = True
print(json.dumps({
    "log": [log.head().seq, log.broken_at()],
    "plan": [plan.sha256, sent.state, sent.decided_by.username],
    "people": len({p.staff for p in plans.document(leader, plan).placements}),
    "ways": plan.ways,
    "draft": [row.cells[1].text, row.cells[1].edited],
    "guarded": guarded,
    "copy": copy.name,
}))
"""


@pytest.mark.slow
def test_an_earlier_desk_is_brought_back_whole(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("LUNGANG_DESK")}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(EARLIER)], capture_output=True, text=True,
        env={**env, "LUNGANG_DESK": str(tmp_path / "desk"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["log"] == [10, None]
    assert found["draft"] == ["张三", True]
    assert found["plan"][1:] == ["approved", "luming"] and found["ways"] == []
    assert found["people"] == 60 and found["guarded"]
    assert found["copy"] == "backup-0002.zip"
    newer = (
        "from lungang.web import serving; serving.ready(); "
        "from django.db.migrations.recorder import MigrationRecorder as R; "
        "from django.db import connection as c; R(c).record_applied('desk', '9999_x'); "
        "serving.ready()"
    )
    refused = subprocess.run(
        [sys.executable, "-c", newer], capture_output=True, text=True,
        env={**env, "LUNGANG_DESK": str(tmp_path / "desk"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert "NewerDesk" in refused.stderr

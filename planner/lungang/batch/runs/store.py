"""Answers kept on disk under their question: nothing is solved twice.

One SQLite file, readable by its owner alone, for it names people. Several programs may
share it. What is damaged in it counts as not there.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from lungang.batch.runs.answer import RunSettings, ScenarioAnswer
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.words import Words

_TABLE = """
create table if not exists answers (
    question text primary key,
    status text not null,
    proved integer not null,
    time_limit real not null,
    seconds real not null,
    hash text not null,
    content blob not null
) strict
"""
PATIENCE = 30.0
"""Seconds to wait for another program that is writing."""


def _no_store(name: str) -> Fault:
    return Fault(
        "store-unreadable",
        Words("不是存放求解结果的文件", "this is no file of answers"),
        Words("--store 换一个文件名", "give --store another file"),
        Origin(name, 1),
    )


class Store:
    """The answers of a file; ``with Store(path) as store``.

    Raises ``BadInput`` on entering when the file is something else.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def __enter__(self) -> Store:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(
            self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            self._db.execute(_TABLE)
        except sqlite3.DatabaseError:
            self._db.close()
            raise BadInput((_no_store(self.path.name),)) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def get(self, question: str, settings: RunSettings) -> ScenarioAnswer | None:
        """The answer kept, unless it is unproved and more time is given now."""
        row = self._db.execute(
            "select proved, time_limit, hash, content from answers where question = ?",
            (question,),
        ).fetchone()
        if row is None:
            return None
        proved, allowed, digest, content = row
        if not proved and allowed < settings.time_limit:
            return None
        try:
            text = zlib.decompress(content)
            if hashlib.sha256(text).hexdigest() != digest:
                return None
            return ScenarioAnswer.model_validate_json(text)
        except (zlib.error, ValueError):
            return None

    def put(
        self,
        question: str,
        answer: ScenarioAnswer,
        settings: RunSettings,
        seconds: float,
    ) -> None:
        """Keep an answer. One that is proved is never replaced by one that is not."""
        text = answer.model_dump_json(by_alias=True).encode()
        with self._writing():
            self._db.execute(
                "insert into answers values (?, ?, ?, ?, ?, ?, ?) "
                "on conflict (question) do update set status = excluded.status, "
                "proved = excluded.proved, time_limit = excluded.time_limit, "
                "seconds = excluded.seconds, hash = excluded.hash, "
                "content = excluded.content where excluded.proved >= proved",
                (
                    question,
                    answer.status,
                    answer.proved,
                    settings.time_limit,
                    seconds,
                    hashlib.sha256(text).hexdigest(),
                    zlib.compress(text),
                ),
            )

    def __len__(self) -> int:
        return int(self._db.execute("select count(*) from answers").fetchone()[0])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

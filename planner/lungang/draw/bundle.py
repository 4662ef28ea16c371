"""What is given away: a public bundle and an inspection bundle of one root.

The public bundle has pseudonyms and nothing that tells people apart: whoever knows
the staff list finds no row of it again.  The inspection bundle, for the discipline
office, adds rosters, covers, certificate, the papers behind ledger lines and, once the
draw is closed, the schedules.  Names and slips are in neither.
"""

from __future__ import annotations

import re
from pathlib import Path

from lungang.draw import ledger as ledgers
from lungang.draw.canonical_bytes import write_new
from lungang.draw.commit import PUBLIC_FILES, SEALED_FILES
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder, standing
from lungang.draw.stream import hexdigest

_PUBLISHED = re.compile(
    r"commit\.json(\.[a-z0-9-]+\.sig)?|stamp\.tsr|entropy-\d+\.json|reveal\.json"
    r"|void-(?P<void>\d+)\.commit\.json"
    r"|failed-(?P<failed>\d+)(\.(commit\.json|allowed_signers|[a-z0-9-]+\.sig))?(\.json)?"
)


def write_bundle(
    folder: DrawFolder, target: Path, inspection: bool = False
) -> list[str]:
    """Copy a bundle, with the ledger, into a folder; returns the names.

    Byte for byte the same whenever it is made from the same state.  An earlier bundle of
    this draw and this kind is brought up to date; any other folder that is there is
    refused, not filled.  Only the files of the protocol are copied: whatever else lies
    in the draw's folder (it may name people) stays there.
    """
    files = dict(bundle_files(folder, inspection))
    if target.exists():
        _require_earlier(target, files, inspection)
    target.mkdir(parents=True, exist_ok=True, mode=0o700 if inspection else 0o755)
    for path in target.iterdir():
        same = not path.is_symlink() and path.name in files
        if not same or path.read_bytes() != files[path.name]:
            path.unlink()
    for name, data in sorted(files.items(), key=lambda one: one[0] == "ledger.jsonl"):
        write_new(target / name, data, 0o600 if inspection else 0o644)
    return sorted(files)


def _require_earlier(target: Path, files: dict[str, bytes], inspection: bool) -> None:
    """Refuse a folder that is no earlier bundle of this draw, of this kind.

    Of an earlier one the ledger is a beginning of today's, and every file one of the
    protocol.  A bundle half brought up to date, whose ledger is gone, is one, too.
    """
    found = {path.name for path in target.iterdir()} if target.is_dir() else {"?"}
    ours = {n for n in found if n in files or _PUBLISHED.fullmatch(n)}
    line, own = target / "ledger.jsonl", target / "open.json"
    same = (
        found <= ours
        and (not line.exists() or files["ledger.jsonl"].startswith(line.read_bytes()))
        and (not own.exists() or own.read_bytes() == files["open.json"])
        and (not found or ("salt.txt" in found) is inspection)
    )
    if not same:
        raise Refusal(
            "exists",
            f"{target}已存在，且不是本抽取先前的{'核查件' if inspection else '公开件'}，"
            "未改动，请另选文件夹",
            f"{target} exists and is no earlier bundle of this kind of this draw: nothing"
            " is changed, choose another folder",
        )


def bundle_files(folder: DrawFolder, inspection: bool) -> dict[str, bytes]:
    """The files of a bundle by name."""
    ended = _ended_attempts(folder)
    names = [
        path.name
        for path in sorted(folder.public.iterdir())
        if path.name in PUBLIC_FILES
        or _is_published(path.name, ended)
        or (inspection and path.name in SEALED_FILES)
    ]
    files = {name: (folder.public / name).read_bytes() for name in names}
    data = (folder.home / "ledger.jsonl").read_bytes()
    _, torn = ledgers.parse(data)
    files["ledger.jsonl"] = data[: len(data) - len(torn)]
    if inspection:
        files |= _inspected(folder)
    return files


def _is_published(name: str, ended: set[tuple[str, int]]) -> bool:
    """Whether a file of the protocol is given away; what an attempt leaves behind only
    once the ledger has its end."""
    found = _PUBLISHED.fullmatch(name)
    if found is None:
        return False
    of_attempts = {(kind, int(n)) for kind, n in found.groupdict().items() if n}
    return of_attempts <= ended


def _ended_attempts(folder: DrawFolder) -> set[tuple[str, int]]:
    """How each attempt ended that was not drawn: ("void", 1), ("failed", 2)."""
    attempt, ended = 0, set()
    for event in folder.events():
        attempt += event.type == "COMMIT"
        if event.type in ("VOID", "FAIL"):
            ended.add(("void" if event.type == "VOID" else "failed", attempt))
    return ended


def _inspected(folder: DrawFolder) -> dict[str, bytes]:
    """Salt, the papers ledger lines refer to and, after the close, the schedules."""
    alg = folder.opening()["hash"]
    known = {event.facts.get("detail") for event in folder.events()}
    files = {"salt.txt": (folder.private / "salt.txt").read_bytes()}
    for path in folder.private.glob("detail-*.json"):
        if hexdigest(alg, path.read_bytes()) in known:
            files[path.name] = path.read_bytes()
    state = standing(folder)
    if state.closed and state.drawn:
        commitment = folder.drawn_commitment()
        files["window_secret.txt"] = folder.window_secret(commitment)
        for path in folder.private.glob("schedule-*.csv"):
            files[path.name] = path.read_bytes()
    return files

"""The papers of a draw, filled into Word templates which the office may edit.

Text from files goes in as text: markup characters are escaped, and what looks like a
template tag inside a value stays as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from lungang.draw.canon import read_csv, read_json
from lungang.draw.certificate import check
from lungang.draw.commit import spoken
from lungang.draw.faults import Fault, Refusal
from lungang.draw.ledger import counts
from lungang.draw.pool import read_pool
from lungang.draw.proceedings import (
    ODDS,
    DrawFolder,
    drawn_commitment,
    entropy_file,
    read_certificate,
)
from lungang.draw.templates import FOLDER, TEMPLATES
from lungang.draw.windows import Absence

HANDED_OVER = (
    "印章、空白凭证",
    "现金、票据",
    "密钥、令牌、U盾",
    "系统权限",
    "未办结事项",
    "档案、台账",
)
CHECKS = (
    ("账户余额与权限使用记录", "函证、日志比对"),
    ("未办结与退回事项", "逐件核对"),
    ("大额、异常、集中于少数对象的业务", "抽样复核"),
    ("印章、空白凭证、实物", "盘点"),
    ("代职期间新发现的情况", "询问代职人"),
)


def render(
    name: str, values: Mapping[str, Any], target: Path, folder: Path = FOLDER
) -> None:
    """Fill one template; refuses unknown templates, missing values and old files."""
    from docxtpl import DocxTemplate
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    if name not in TEMPLATES:
        raise Refusal("template", f"没有模板{name}", f"no template {name}")
    if target.exists():
        raise Refusal("exists", f"{target}已存在", f"{target} exists")
    template = DocxTemplate(str(folder / f"{name}.docx"))
    missing = template.get_undeclared_template_variables() - set(values)
    if missing:
        listed = ", ".join(sorted(missing))
        raise Refusal("values", f"模板缺少数据: {listed}", f"values missing: {listed}")
    template.render(dict(values), ImmutableSandboxedEnvironment(autoescape=True))
    template.save(str(target))


def official_date(day: date) -> str:
    """2026年3月2日, without leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def record_values(folder: DrawFolder, day: date) -> dict[str, Any]:
    """What the draw record states, all taken from the committed files and ledger."""
    commitment = drawn_commitment(folder)
    pool = read_pool(folder.public)
    shown: Any = read_json((folder.public / "reveal.json").read_bytes())
    proof = check(pool, read_certificate(folder))
    entries = folder.ledger.entries()
    many = counts(entries, commitment.committed_at[:4])
    drawn_at = next(
        entry.event.at
        for entry in entries
        if entry.event.type == "DRAW" and entry.event.root == commitment.root()
    )
    sources = []
    for source in commitment.sources:
        path = folder.public / entropy_file(commitment, source.name)
        record: Any = read_json(path.read_bytes())
        value = record.get("numbers") or record.get("digits") or record.get("value")
        sources.append(
            {
                "name": source.name, "issue": source.issue or str(source.round or ""),
                "value": _shown(value), "at": record["at"],
            }
        )  # fmt: skip
    return {
        "org": commitment.org, "draw": commitment.draw, "drawn_at": drawn_at,
        "pool": len(pool.holders), "excluded": len(pool.exclusions),
        "size": commitment.size, "year": commitment.committed_at[:4],
        "commits": many["COMMIT"], "draws": many["DRAW"], "voids": many["VOID"],
        "root": spoken(commitment.root()), "committed_at": commitment.committed_at,
        "signers": "、".join(commitment.signers), "sources": sources,
        "page": shown["page"], "pages": commitment.pages,
        "drawn": "、".join(shown["drawn"]), "levels": proof.levels,
        "gap": _gap(proof.gap), "date": official_date(day),
    }  # fmt: skip


def _gap(gap: Fraction) -> str:
    return "0" if gap == 0 else f"{float(gap):.1e}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        groups = [v if isinstance(v, list) else [v] for v in value]
        joined = [" ".join(str(n) for n in group) for group in groups]
        flat = all(not isinstance(v, list) for v in value)
        return (" " if flat else " + ").join(joined)
    return str(value)


def person_values(folder: DrawFolder, pid: str) -> dict[str, Any]:
    """One person's pages and reason, from odds.csv."""
    faults: list[Fault] = []
    rows = read_csv(folder.public / "odds.csv", ODDS, faults)
    row = next((row for _, row in rows if row["pid"] == pid), None)
    if row is None:
        raise Refusal("person-unknown", f"没有{pid}", f"{pid} is unknown")
    return {
        "pid": pid, "pages_named": row["pages"], "pages": row["of"],
        "reason": row["reason_zh"], "draw": folder.draw,
    }  # fmt: skip


def leave_values(
    folder: DrawFolder, absence: Absence, name: str, post: str, cover: str, day: date
) -> dict[str, Any]:
    """What notice, handover sheet and checklist of one person need.

    ``name``, ``post`` and ``cover`` come from the office's own table of names.
    """
    shown: Any = read_json((folder.public / "reveal.json").read_bytes())
    return {
        **person_values(folder, absence.pid),
        "org": drawn_commitment(folder).org, "page": shown["page"], "name": name,
        "post": post, "cover": cover, "days": absence.window.length,
        "first": official_date(absence.window.first),
        "last": official_date(absence.window.last),
        "handover_at": official_date(absence.window.first),
        "appeal_by": official_date(absence.window.last), "appeal_to": "内控部门",
        "ledger_head": folder.ledger.head(), "date": official_date(day),
        "items": list(HANDED_OVER),
        "checks": [{"what": what, "how": how} for what, how in CHECKS],
    }  # fmt: skip

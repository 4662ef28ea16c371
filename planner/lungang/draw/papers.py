"""The papers of a draw, filled into Word templates which the office may edit.

Text from files goes in as text: markup characters are escaped, and what looks like a
template tag inside a value stays as it is written.  Dates, times and roles are written
as official papers write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from lungang.draw.aftermath import current_schedule, next_window
from lungang.draw.canonical_bytes import read_json
from lungang.draw.certificate import check
from lungang.draw.chances import chance_of, read_certificate
from lungang.draw.commit import fingerprint, spoken
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.ledger import counts
from lungang.draw.offices import role_words
from lungang.draw.proceedings import entropy_file
from lungang.draw.templates import FOLDER, TEMPLATES
from lungang.draw.timestamps import official_date, official_moment
from lungang.draw.windows import Absence
from lungang_models.draw_title import title_of

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
        raise Refusal("values", f"模板缺少数据：{listed}", f"values missing: {listed}")
    template.render(dict(values), ImmutableSandboxedEnvironment(autoescape=True))
    template.save(str(target))


def record_values(folder: DrawFolder, day: date) -> dict[str, Any]:
    """What the draw record states, all taken from the committed files and ledger."""
    commitment = folder.drawn_commitment()
    shown: Any = read_json((folder.public / "reveal.json").read_bytes())
    proof = check(folder.pool(), read_certificate(folder))
    entries = folder.ledger.entries()
    many = counts(entries, commitment.committed_at[:4])
    drawn_at = next(e.at for e in folder.events() if e.type == "DRAW")
    sources = []
    for source in commitment.sources:
        path = folder.public / entropy_file(commitment, source.name)
        record: Any = read_json(path.read_bytes())
        sources.append(
            {
                "name": source.name, "issue": source.issue or str(source.round or ""),
                "value": shown_value(record), "at": official_moment(record["at"]),
            }
        )  # fmt: skip
    keys = {}
    for line in (folder.public / "allowed_signers").read_text("utf-8").splitlines():
        role, _, *key = line.split(" ")
        keys[role] = fingerprint(" ".join(key))
    return {
        "org": commitment.org, "draw": title_of(commitment.draw).zh,
        "drawn_at": official_moment(drawn_at),
        "pool": commitment.holders, "excluded": commitment.excluded,
        "size": commitment.size, "year": commitment.committed_at[:4],
        "commits": many["COMMIT"], "draws": many["DRAW"], "voids": many["VOID"],
        "fails": many["FAIL"], "attempt": commitment.attempt,
        "root": spoken(commitment.root()),
        "committed_at": official_moment(commitment.committed_at),
        "signers": "、".join(role_words(role) for role in commitment.signers),
        "keys": [{"role": role_words(r), "fingerprint": keys[r]} for r in keys],
        "verifier": spoken(commitment.files["verify_draw.py"]),
        "page_verifier": spoken(commitment.files["verify_draw.js"]),
        "ledger_head": spoken(folder.ledger.head()), "sources": sources,
        "page": shown["page"], "pages": commitment.pages, "drawn": shown["drawn"],
        "levels": proof.levels, "gap": _gap(proof.gap), "date": official_date(day),
    }  # fmt: skip


def _gap(gap: Fraction) -> str:
    return "0" if gap == 0 else f"{float(gap):.1e}"


def shown_value(record: Mapping[str, Any]) -> str:
    """A recorded value as the newspaper prints it: 3 8 12 20 27 31 + 9."""
    if "digits" in record:
        return " ".join(map(str, record["digits"]))
    if "numbers" in record:
        return " + ".join(" ".join(map(str, group)) for group in record["numbers"])
    return str(record["value"])


def slip_values(opening: Mapping[str, Any], row: Mapping[str, str]) -> dict[str, Any]:
    """What a slip tells its owner, before anything is committed."""
    return {
        "draw": title_of(opening["draw"]).zh, "org": opening["org"], "name": row["name"],
        "pid": row["pid"], "slip": spoken(row["slip"]),
        "names_root": spoken(opening["names_root"]),
    }  # fmt: skip


def person_values(folder: DrawFolder, pid: str) -> dict[str, Any]:
    """One person's pages and reason."""
    named, pages, why = chance_of(folder, pid)
    return {
        "pid": pid, "pages_named": named, "pages": pages, "reason": why.zh,
        "draw": title_of(folder.draw).zh,
    }  # fmt: skip


def disclosed_absence(folder: DrawFolder, pid: str, today: date) -> Absence:
    """The leave of one person, if it may be known today.

    In an unannounced draw only the next window, and those that have begun, are.
    """
    schedule = current_schedule(folder)
    absence = schedule.of(pid)
    if absence is None:
        raise Refusal("not-drawn", f"{pid}不在休假名单上", f"{pid} is not on the list")
    announced = folder.pool().rules.window.notice == "announced"
    near = absence.window.first <= today or absence in next_window(schedule, today)
    if not announced and not near:
        raise Refusal(
            "unannounced",
            "不预告的抽取只能为下一个窗口的人出文书",
            "an unannounced draw has papers for the next window only",
        )
    return absence


def leave_values(
    folder: DrawFolder,
    absence: Absence,
    names: Mapping[str, Mapping[str, str]],
    day: date,
) -> dict[str, Any]:
    """What notice, handover sheet and checklist of one person need.

    ``names`` is the office's own table, checked against the opening.
    """
    mine = names[absence.pid]
    acting = names.get(absence.cover, {}).get("name", "")
    cover = "、".join(filter(None, (acting, mine["standing"])))
    shown: Any = read_json((folder.public / "reveal.json").read_bytes())
    first, last = absence.window.first, absence.window.last
    return {
        **person_values(folder, absence.pid),
        "org": folder.drawn_commitment().org, "page": shown["page"],
        "name": mine["name"], "post": mine["post"].removesuffix("岗位"), "cover": cover,
        "days": absence.window.length, "first": official_date(first),
        "last": official_date(last), "year": first.year,
        "handover_at": official_date(max(first, day)),
        "appeal_by": official_date(last), "appeal_to": "内控部门",
        "ledger_head": spoken(folder.ledger.head()), "date": official_date(day),
        "items": list(HANDED_OVER),
        "checks": [{"what": what, "how": how} for what, how in CHECKS],
    }  # fmt: skip

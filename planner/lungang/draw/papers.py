"""The papers of a draw, filled into Word templates which the office may edit.

Text from files goes in as text: markup characters are escaped, and what looks like a
template tag inside a value stays as it is written.  Dates, times and roles are written
as official papers write them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from lungang.draw.aftermath import OUTCOME_WORDS, after_upheld, revealed
from lungang.draw.certificate import check
from lungang.draw.chances import chance_of, final_ideal, read_certificate
from lungang.draw.commit import VERIFIER_WORDS, fingerprint, spoken
from lungang.draw.failing import signed_failure
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.invariants import CHANGES
from lungang.draw.ledger import EVENT_WORDS, counts
from lungang.draw.offices import role_words
from lungang.draw.proceedings import entropy_records
from lungang.draw.standouts import standouts
from lungang.draw.templates import FOLDER, TEMPLATES
from lungang.draw.timestamps import instant, official_date, official_moment
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
    shown = revealed(folder)
    proof = check(folder.pool(), read_certificate(folder))
    entries = folder.ledger.entries()
    many = counts(entries, commitment.committed_at[:4])
    drawn_at = next(e.at for e in folder.events() if e.type == "DRAW")
    sources, watched = [], []
    records, _ = entropy_records(folder, commitment)
    for source in commitment.sources:
        record = records[source.name]
        watched += record.get("witnesses", [])
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
        "size": commitment.size, "year": day.year,
        "ledger_year": commitment.committed_at[:4],
        "commits": many["COMMIT"], "draws": many["DRAW"], "voids": many["VOID"],
        "fails": many["FAIL"], "attempt": commitment.attempt,
        "root": spoken(commitment.root()),
        "committed_at": official_moment(commitment.committed_at),
        "signers": "、".join(role_words(role) for role in commitment.signers),
        "keys": [{"role": role_words(r), "fingerprint": keys[r]} for r in keys],
        "hash": _HASHES[commitment.hash],
        "verifiers": [{"name": words.zh, "hash": spoken(commitment.files[name])}
                      for name, words in VERIFIER_WORDS.items()],
        "witnesses": "、".join(watched), **_changes(folder),
        "ledger_head": spoken(folder.ledger.head()), "sources": sources,
        "page": page_label(shown["page"]), "pages": commitment.pages,
        "last_page": page_label(commitment.pages - 1), "drawn": shown["drawn"],
        "levels": proof.levels, "gap": _gap(proof.gap), "date": official_date(day),
        "late": _late(folder, commitment.reveal_deadline), "standouts": _standouts(folder),
    }  # fmt: skip


def _late(folder: DrawFolder, deadline: str) -> str:
    """That the reveal came after its deadline, and who approved it; empty in time."""
    line = next(e for e in folder.events() if e.type == "DRAW")
    if instant(line.at) <= instant(deadline):
        return ""
    both = "、".join(line.facts[k] for k in ("approved_by", "second_approver"))
    return f"揭晓期限为{official_moment(deadline)}，揭晓已晚，经{both}批准。"


def _standouts(folder: DrawFolder) -> list[dict[str, Any]]:
    """Whose chance is 0, 1 or far from the average, by cause, as the certificate has it."""
    pool = folder.pool()
    ideal = final_ideal(pool, read_certificate(folder))
    return [
        {"why": one.why.zh, "many": len(one.people), "who": "、".join(one.people)}
        for one in standouts(pool, ideal)
    ]


_HASHES = {"sha256": "SHA-256", "sm3": "SM3"}


def _changes(folder: DrawFolder) -> dict[str, Any]:
    """What the ledger says of those drawn after the draw, and what an appeal that was
    upheld asks for."""
    rows, outcomes = [], []
    for event in folder.events():
        facts, kind = event.facts, event.type
        if kind not in (*CHANGES, "APPEAL", "DECIDE"):
            continue
        what = EVENT_WORDS[kind].zh
        if kind == "REPLACE":
            what = f"由{facts['by']}替补" if facts.get("by") else "移出，名额空缺"
        if kind == "DECIDE":
            outcomes.append(facts["outcome"])
            what = f"异议{OUTCOME_WORDS[facts['outcome']].zh}"
        both = (facts.get("approved_by", ""), facts.get("second_approver", ""))
        rows.append(
            {"on": official_date(instant(event.at).date()), "pid": facts["pid"],
             "what": what, "by": "、".join(filter(None, both)) or role_words(event.actor)}
        )  # fmt: skip
    upheld = after_upheld(verbs=False).zh if "upheld" in outcomes else ""
    return {"changes": rows, "upheld": upheld}


FAILURES = {
    "unsigned": "第一个数值产生之前，三名签署人没有签齐",
    "balls-missing": "号球没有在第一期开奖之前登记",
    "source-not-held": "没有开奖",
}


def failure_values(folder: DrawFolder, day: date) -> dict[str, Any]:
    """What is told of the last attempt that ended without a draw, from ledger and
    papers; Refusal if none did."""
    events = folder.events()
    ended = next((e for e in reversed(events) if e.type in ("VOID", "FAIL")), None)
    if ended is None:
        raise Refusal(
            "not-failed", "没有作废或失败的承诺", "no commitment was void or has failed"
        )
    mine = [e for e in events if e.root == ended.root]
    made = next(e for e in mine if e.type == "COMMIT")
    roles, facts = made.facts["roles"].split(" "), ended.facts
    signed = {e.facts["role"] for e in mine if e.type == "SIGN"}
    at = {e.facts["source"]: e.at for e in mine if e.type == "ENTROPY"}
    sources = [
        {"name": name, "due": official_moment(due),
         "recorded": f"{official_moment(at[name])}登记" if name in at else "未登记"}
        for name, _, due in json.loads(made.facts["sources"])
    ]  # fmt: skip
    if ended.type == "VOID":
        papers = {name[7:23]: paper for name, paper in folder.details().items()}
        reason = str(papers[facts["detail"][:16]]["reason"]).rstrip("。")
        by = f"{facts['approved_by']}、{facts['second_approver']}批准"
    else:
        reason = facts.get("source", "") + FAILURES[facts["reason"]]
        stem = f"failed-{made.facts['attempt']}"
        folder.brought(f"{stem}.json", "FAIL")
        by = f"失败记录由{_roles(r for r in roles if signed_failure(folder, stem, r))}签署"
    many = counts(folder.ledger.entries(), made.at[:4])
    opening = folder.opening()
    return {
        "org": opening["org"], "draw": title_of(folder.draw).zh, "year": day.year,
        "ledger_year": made.at[:4], "attempt": made.facts["attempt"],
        "ended_at": official_moment(ended.at),
        "how": "作废" if ended.type == "VOID" else "宣布失败",
        "root": spoken(ended.root), "committed_at": official_moment(made.at),
        "deadline": official_moment(made.facts["deadline"]), "sources": sources,
        "signed": _roles(r for r in roles if r in signed),
        "unsigned": _roles(r for r in roles if r not in signed),
        "reason": reason, "approved": by, "commits": many["COMMIT"],
        "draws": many["DRAW"], "voids": many["VOID"], "fails": many["FAIL"],
        "ledger_head": spoken(folder.ledger.head()), "date": official_date(day),
    }  # fmt: skip


def _roles(roles: Iterable[str]) -> str:
    return "、".join(role_words(role) for role in roles) or "无"


def page_label(page: int) -> str:
    """A page as the book numbers it: five digits, the first is 00000."""
    return f"{page:05d}"


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
    standing = re.sub("： ?|: ", "的代职人", mine["standing"])  # post：name
    cover = "、".join(filter(None, (acting, standing)))
    shown = revealed(folder)
    first, last = absence.window.first, absence.window.last
    return {
        **person_values(folder, absence.pid),
        "org": folder.drawn_commitment().org, "page": page_label(shown["page"]),
        "name": mine["name"], "post": mine["post"].removesuffix("岗位"), "cover": cover,
        "days": absence.window.length, "first": official_date(first),
        "last": official_date(last), "year": day.year,
        "handover_at": official_date(max(first, day)),
        "appeal_by": official_date(last), "appeal_to": "内控部门",
        "ledger_head": spoken(folder.ledger.head()), "date": official_date(day),
        "items": list(HANDED_OVER),
        "checks": [{"what": what, "how": how} for what, how in CHECKS],
    }  # fmt: skip

"""A read-only MCP server over stdio: what a plan says, every number with its source.

Lines of JSON-RPC come on standard input and go out on standard output. The server acts
for the owner of a key and shows what they may see. No number is stated without the id of
the certificate, the plan or the finding that it comes from; nothing is changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

from django.core.exceptions import PermissionDenied

from lungang.web.models import Cycle, StoredPlan, User
from lungang.web.service import approvals, plans
from lungang.web.service.access import DeskStep, require

__all__ = ["Server", "served"]

PROTOCOLS = ("2025-06-18", "2025-03-26", "2024-11-05")
FIGURES = (
    "staff", "posts", "seats", "moves", "across", "within", "promotions", "placed",
    "empty", "empty_watched", "due", "settled", "excused", "leaves",
)  # fmt: skip
Arguments = Mapping[str, Any]


class NotFound(LookupError):
    """There is no such cycle, plan or person, or not for this reader."""


def _number(value: int, source: str) -> dict[str, Any]:
    return {"value": value, "source": source}


def _plan(arguments: Arguments) -> StoredPlan:
    found = StoredPlan.objects.filter(pk=_whole(arguments, "plan")).first()
    if found is None:
        raise NotFound("plan")
    return found


def _whole(arguments: Arguments, name: str) -> int:
    value = arguments.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise NotFound(name)
    return value


def certificate_id(plan: StoredPlan) -> str | None:
    """The id of a plan's certificate: the hash of its text."""
    if not plan.certificate:
        return None
    return f"certificate:{hashlib.sha256(plan.certificate.encode()).hexdigest()[:16]}"


def plan_id(plan: StoredPlan) -> str:
    """The id of a plan: its hash."""
    return f"plan:{plan.sha256[:16]}"


# -- tools


def cycles(user: User, arguments: Arguments) -> dict[str, Any]:
    """The cycles with their plans, and which plan is approved."""
    require(user, DeskStep.READ)
    lines = []
    for cycle in Cycle.objects.order_by("-pk"):
        approved = approvals.approved_plan(cycle)
        lines.append({
            "cycle": cycle.pk, "name": cycle.name,
            "approved": approved.plan_id if approved else None,
            "plans": [{"plan": p.pk, "status": p.status, "id": plan_id(p)}
                      for p in plans.of_cycle(user, cycle)],
        })  # fmt: skip
    return {"cycles": lines}


def figures(user: User, arguments: Arguments) -> dict[str, Any]:
    """A plan in numbers; what is proved of each tier, with the certificate's id."""
    plan = _plan(arguments)
    seen, proof = plans.document(user, plan), certificate_id(plan)
    return {
        "verdict": seen.says.model_dump(), "plan": plan_id(plan), "certificate": proof,
        "figures": {k: _number(getattr(seen.figures, k), plan_id(plan))
                    for k in FIGURES},
        "tiers": [
            {
                "tier": t.tier.says.model_dump(),
                "value": _number(t.value, plan_id(plan)),
                # without a certificate nobody can check a bound: it is not stated
                "bound": _number(t.bound, proof) if proof else None,
                "proof": t.proof.says.model_dump(),
            }
            for t in seen.tiers
        ],
    }  # fmt: skip


def findings(user: User, arguments: Arguments) -> dict[str, Any]:
    """The risks that a plan leaves, each under its number, as the reader may see them."""
    plan = _plan(arguments)
    seen = plans.document(user, plan)
    lines = [
        {
            "id": f"finding:{f.risk}", "grade": f.grade.code,
            "says": f.says.model_dump(), "article": f.article,
            "owner": f.owner.model_dump(), "due": f.due.isoformat(),
            "standing": f.standing,
        }
        for f in seen.findings
        if f.standing != "resolved"
    ]  # fmt: skip
    return {"plan": plan_id(plan), "findings": lines[:200],
            "count": _number(len(lines), plan_id(plan))}  # fmt: skip


def person(user: User, arguments: Arguments) -> dict[str, Any]:
    """Where a plan puts somebody and why; ``staff`` is their number."""
    plan = _plan(arguments)
    try:
        card = plans.card(user, plan, str(arguments.get("staff", "")))
    except LookupError:
        raise NotFound("staff") from None
    return {
        "plan": plan_id(plan), "staff": card.id, "name": card.name,
        "posts": [{"post": p.post, "name": p.post_name, "unit": p.unit_name,
                   "moved": p.moved} for p in card.placements],
        "reasons": [{"says": r.says.model_dump(), "article": r.article}
                    for m in card.moves for r in m.reasons],
        "stays": [{"says": s.says.model_dump(), "article": s.article}
                  for s in card.stays],
        "findings": [f"finding:{f.risk}" for f in card.findings],
    }  # fmt: skip


def compare(user: User, arguments: Arguments) -> dict[str, Any]:
    """Two plans of a cycle side by side: what differs, and for whom."""
    pair = []
    for name in ("plan", "other"):
        pair.append(_plan({"plan": arguments.get(name)}))
    found = plans.side_by_side(user, pair)
    ids = [plan_id(p) for p in pair]
    return {
        "plans": ids,
        "differ": [
            {"says": line.says._asdict(),
             "values": [None if v is None else _number(v, i)
                        for v, i in zip(line.values, ids, strict=True)]}
            for line in found.lines
            if line.differs
        ],
        "people": [{"staff": p.id, "name": p.name,
                    "posts": [w._asdict() for w in p.posts]}
                   for p in found.people[:200]],
    }  # fmt: skip


_PLAN = {"plan": {"type": "integer", "description": "the id of a plan"}}
_STAFF = {"staff": {"type": "string", "description": "a staff number"}}
_OTHER = {"other": {"type": "integer", "description": "the id of the other plan"}}
TOOLS: Mapping[str, tuple[Callable[[User, Arguments], dict[str, Any]], dict[str, Any]]]
TOOLS = {
    "cycles": (cycles, {}),
    "figures": (figures, _PLAN),
    "findings": (findings, _PLAN),
    "person": (person, {**_PLAN, **_STAFF}),
    "compare": (compare, {**_PLAN, **_OTHER}),
}


class Server:
    """The answers to one client, who acts for one user."""

    def __init__(self, whose: Callable[[], User | None]) -> None:
        self.whose = whose

    def answer(self, line: str) -> str | None:
        """The answer to a line; ``None`` where the protocol wants none."""
        try:
            asked = json.loads(line)
        except (ValueError, RecursionError):
            return _refused(None, -32700, "no JSON")
        if not isinstance(asked, dict) or not isinstance(asked.get("method"), str):
            return _refused(None, -32600, "no request")
        if "id" not in asked:
            return None
        given = asked.get("params")
        given = given if isinstance(given, dict) else {}
        match asked["method"]:
            case "initialize":
                return _result(asked["id"], self._hello(given))
            case "ping":
                return _result(asked["id"], {})
            case "tools/list":
                return _result(asked["id"], {"tools": [*self._tools()]})
            case "tools/call":
                return self._called(asked["id"], given)
        return _refused(asked["id"], -32601, "no such method")

    def _hello(self, given: Mapping[str, Any]) -> dict[str, Any]:
        wanted = given.get("protocolVersion")
        return {
            "protocolVersion": wanted if wanted in PROTOCOLS else PROTOCOLS[0],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "lungang", "version": version("lungang")},
            "instructions": "Read-only. Quote a number only together with its source.",
        }

    def _tools(self) -> Iterator[dict[str, Any]]:
        for name, (tool, takes) in TOOLS.items():
            yield {
                "name": name,
                "description": (tool.__doc__ or "").strip(),
                "inputSchema": {
                    "type": "object", "properties": takes, "required": [*takes],
                    "additionalProperties": False,
                },
                "annotations": {"readOnlyHint": True, "openWorldHint": False},
            }  # fmt: skip

    def _called(self, number: Any, given: Mapping[str, Any]) -> str:
        if given.get("name") not in TOOLS:
            return _refused(number, -32602, "no such tool")
        tool, _ = TOOLS[str(given["name"])]
        arguments = given.get("arguments")
        whose = self.whose()  # a key may be revoked while the server runs
        try:
            if whose is None:
                raise PermissionDenied
            made = tool(whose, arguments if isinstance(arguments, dict) else {})
        except PermissionDenied:
            return _tool_result(number, {"says": "not for this reader"}, wrong=True)
        except NotFound as missing:
            return _tool_result(number, {"says": f"not found: {missing}"}, wrong=True)
        return _tool_result(number, made)


def served(server: Server, lines: Iterable[str], write: Callable[[str], None]) -> None:
    """Answer line by line until there are no more."""
    for line in lines:
        if line.strip():
            answer = server.answer(line)
            if answer is not None:
                write(answer + "\n")


def _tool_result(number: Any, made: dict[str, Any], wrong: bool = False) -> str:
    text = json.dumps(made, ensure_ascii=False)
    content = [{"type": "text", "text": text}]
    more = {"isError": True} if wrong else {"structuredContent": made}
    return _result(number, {"content": content, **more})


def _result(number: Any, result: dict[str, Any]) -> str:
    body = {"jsonrpc": "2.0", "id": number, "result": result}
    return json.dumps(body, ensure_ascii=False)


def _refused(number: Any, code: int, says: str) -> str:
    error = {"code": code, "message": says}
    return json.dumps({"jsonrpc": "2.0", "id": number, "error": error})

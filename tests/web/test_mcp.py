"""The MCP server: read-only, no number without its source, nothing that is not theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from web.steps import solve

pytestmark = pytest.mark.usefixtures("taken_back")
Person = Callable[..., Any]


def called(user: Any, tool: str, **arguments: Any) -> Any:
    from lungang.web.machine.mcp import Server

    asked = {"jsonrpc": "2.0", "id": 7, "method": "tools/call",
             "params": {"name": tool, "arguments": arguments}}  # fmt: skip
    answer = Server(lambda: user).answer(json.dumps(asked))
    assert answer is not None
    return json.loads(answer)["result"]


def numbers(made: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every number that is stated without a source; ids and days are none."""
    if isinstance(made, dict):
        if {"value", "source"} == made.keys():
            if not str(made["source"]).partition(":")[2]:
                yield at, made
            return
        for key, value in made.items():
            if key not in ("plan", "cycle", "approved"):
                yield from numbers(value, f"{at}.{key}")
    elif isinstance(made, list):
        for value in made:
            yield from numbers(value, at)
    elif isinstance(made, int | float) and not isinstance(made, bool):
        yield at, made


def test_every_number_has_its_source(cycle: Any, solved: tuple[str, str]) -> None:
    plan, hr = solve(cycle, solved), cycle.hr.user
    who = json.loads(plan.text)["placements"][0]["staff"]
    for tool, given in (
        ("cycles", {}), ("figures", {"plan": plan.pk}), ("findings", {"plan": plan.pk}),
        ("person", {"plan": plan.pk, "staff": who}),
        ("compare", {"plan": plan.pk, "other": plan.pk}),
    ):  # fmt: skip
        result = called(hr, tool, **given)
        assert not result.get("isError"), tool
        assert [*numbers(result["structuredContent"])] == [], tool
        assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    made = called(hr, "figures", plan=plan.pk)["structuredContent"]
    assert made["figures"]["moves"]["source"] == f"plan:{plan.sha256[:16]}"
    # no certificate was kept with this plan, so no bound is stated
    assert made["certificate"] is None
    assert all(t["bound"] is None for t in made["tiers"])


def test_the_server_shows_what_its_owner_may_see(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    plan = solve(cycle, solved)
    leader = person("fang", "leader").user
    risks = called(leader, "findings", plan=plan.pk)["structuredContent"]["findings"]
    hr = called(cycle.hr.user, "findings", plan=plan.pk)["structuredContent"][
        "findings"
    ]
    assert {r["id"] for r in hr} - {r["id"] for r in risks}
    for user in (person("tou", "unit-head").user, person("root", "administrator").user,
                 None):  # fmt: skip
        assert called(user, "figures", plan=plan.pk)["isError"]
    for wrong in (0, -1, 2**40, "1", True, None):
        assert called(cycle.hr.user, "figures", plan=wrong)["isError"]


def test_the_protocol(person: Person) -> None:
    from lungang.web.machine.mcp import Server, served

    server = Server(lambda: None)

    def told(**asked: Any) -> Any:
        answer = server.answer(json.dumps({"jsonrpc": "2.0", **asked}))
        return None if answer is None else json.loads(answer)

    hello = told(id=1, method="initialize", params={"protocolVersion": "2025-03-26"})
    assert hello["result"]["protocolVersion"] == "2025-03-26"
    assert told(method="notifications/initialized") is None
    tools = told(id=2, method="tools/list")["result"]["tools"]
    assert all(t["annotations"]["readOnlyHint"] for t in tools) and len(tools) == 5
    assert told(id=3, method="resources/list")["error"]["code"] == -32601
    assert told(id=4, method="tools/call", params={"name": "drop"})["error"]
    out: list[str] = []
    served(
        server, ["\n", "not json\n", "[]\n", '{"id":1,"method":"ping"}\n'], out.append
    )
    assert [json.loads(o).get("error", {}).get("code") for o in out] == [
        -32700, -32600, None,
    ]  # fmt: skip

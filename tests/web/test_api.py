"""The door for programs: keys, the whole way to an approved plan, nothing ends in a 500."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.steps import finished, solve

pytestmark = pytest.mark.usefixtures("taken_back")
Person = Callable[..., Any]


class Program:
    """A program with a key of somebody."""

    def __init__(self, user: Any) -> None:
        from lungang.web.service import tokens

        self.key = tokens.made(user, "试", 30)
        self.client = Client(headers={"authorization": f"Bearer {self.key}"})

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json"
        )


def test_a_program_goes_the_whole_way(person: Person, sample: bytes) -> None:
    hr = Program(person("guyan", "hr").user)
    cycle = hr.post("/cycles", {"name": "2027年度"}).json()["id"]
    assert hr.post("/cycles", {"name": "2027年度"}).status_code == 409
    file = io.BytesIO(sample)
    file.name = "book.xlsx"
    given = hr.client.post(f"/api/v1/cycles/{cycle}/workbooks", {"file": file})
    assert given.status_code == 201
    book = given.json()["id"]
    assert hr.get(f"/workbooks/{book}").json()["checked"] is None
    from lungang.web.models import Cycle

    made = Cycle.objects.get(pk=cycle)
    finished(made)
    assert hr.get(f"/workbooks/{book}").json()["fit"] is True
    sheet = hr.get(f"/workbooks/{book}/sheets/人员").json()
    row = sheet["rows"][1]
    cell = {"sheet": "人员", "row": row["row"], "column": 1, "text": "新名",
            "version": row["version"]}  # fmt: skip
    assert hr.post(f"/workbooks/{book}/cells", cell).json()["version"] == 1
    late = hr.post(f"/workbooks/{book}/cells", {**cell, "text": "又一名"})
    assert late.status_code == 409 and late.json()["faults"][0]["theirs"] == "新名"
    job = hr.post(f"/workbooks/{book}/solves", {"seconds": 30}).json()["id"]
    finished(made)
    told = hr.get(f"/jobs/{job}").json()
    assert told["state"] == "done" and told["plan"]
    plan = told["plan"]
    document = hr.get(f"/plans/{plan}").json()
    assert document["schema"] == "lungang-plan/4" and document["edition"] == "hr"
    place = document["placements"][0]
    verdict = hr.get(f"/plans/{plan}/tries", who=place["staff"], post=place["post"])
    assert verdict.json()["lawful"] is True
    asked = hr.post(f"/plans/{plan}/questions",
                    {"question": "why", "names": [place["staff"]]})  # fmt: skip
    finished(made)
    answer = hr.get(f"/jobs/{asked.json()['id']}").json()
    assert answer["result"]["verdict"]["zh"]
    sent = hr.post(f"/plans/{plan}/submissions", {"note": "请审"}).json()
    assert sent["state"] == "sent" and sent["sha256"]
    assert hr.post(f"/plans/{plan}/submissions", {}).status_code == 409


def test_a_key_is_worth_its_owner_and_ends(
    person: Person, cycle: Any, solved: tuple[str, str]
) -> None:
    from datetime import date, timedelta

    from lungang.web.models import Token

    plan = solve(cycle, solved)
    leader = Program(person("fang", "leader").user)
    seen = leader.get(f"/plans/{plan.pk}").json()
    assert seen["edition"] == "leadership"
    book = cycle.workbooks.get()
    assert leader.get(f"/workbooks/{book.pk}/sheets/亲属申报").status_code == 403
    assert leader.get(f"/workbooks/{book.pk}/faults").status_code == 403
    assert leader.post(f"/workbooks/{book.pk}/solves", {}).status_code == 403
    assert leader.get(f"/plans/{plan.pk}/tries", who="x", post="y").status_code == 403
    nobody = Client(headers={"authorization": "Bearer lgd_wrong"})
    for client in (nobody, Client(), cycle.hr):  # a session is no key
        assert client.get("/api/v1/cycles").status_code == 401
    token = Token.objects.get(owner=leader_user(leader))
    for change, back in (
        ({"until": date.today() - timedelta(days=1)}, {"until": token.until}),
        ({"revoked": True}, {"revoked": False}),
    ):
        Token.objects.filter(pk=token.pk).update(**change)
        assert leader.get("/cycles").status_code == 401
        Token.objects.filter(pk=token.pk).update(**back)
    assert leader.get("/cycles").status_code == 200
    token.owner.is_active = False
    token.owner.save()
    assert leader.get("/cycles").status_code == 401
    assert leader.key not in str(Token.objects.values_list("digest", flat=True))


def leader_user(program: Program) -> Any:
    from lungang.web.service import tokens

    return tokens.owner(program.key)


def test_a_key_is_shown_once_and_revoked(person: Person) -> None:
    hr, other = person("guyan", "hr"), person("other", "hr")
    page = hr.post("/keys/new/", {"name": "工资系统", "days": "30"}).content.decode()
    key = page.split("lgd_")[1][:43]
    assert key not in hr.get("/keys/").content.decode()
    from lungang.web.models import Token

    token = Token.objects.get()
    other.post(f"/keys/{token.pk}/revoke/")
    token.refresh_from_db()
    assert not token.revoked
    hr.post(f"/keys/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked


WRONG = ({}, [], None, "x", {"name": ""}, {"name": "\x00"}, {"name": "a" * 61},
         {"name": 7}, {"pins": []}, {"pins": [["", ""]]}, {"question": "x"},
         {"sheet": "x", "row": -1, "column": 0, "text": "", "version": 0},
         {"seconds": 10**30})  # fmt: skip


def test_whatever_is_sent_the_answer_is_no_defect(
    cycle: Any, solved: tuple[str, str]
) -> None:
    hr, plan = Program(cycle.hr.user), solve(cycle, solved)
    schema = hr.get("/openapi.json").json()
    assert schema["info"]["version"] == "1"
    seen = set()
    for path, verbs in schema["paths"].items():
        for pk in (plan.pk, 0, -1, 2**31, 10**40, "x", "1%00"):
            where = path.removeprefix("/api/v1").replace("{pk}", str(pk))
            for name in ("人员", "nothing", "%00", "..%2F"):
                for verb in verbs:
                    at = where.replace("{name}", name)
                    whole = verb == "post" and pk == plan.pk
                    bodies = WRONG if whole else [{}]
                    for body in bodies:
                        found = hr.get(at) if verb == "get" else hr.post(at, body)
                        assert found.status_code < 500, (verb, at, body)
                        seen.add(found.status_code)
                if "{name}" not in where:
                    break
    assert {200, 404, 422} <= seen


@pytest.mark.slow
def test_schemathesis_finds_no_defect(cycle: Any, solved: tuple[str, str]) -> None:
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis import GenerationMode

    hr, _ = Program(cycle.hr.user), solve(cycle, solved)
    described = hr.get("/openapi.json").json()
    schema = schemathesis.openapi.from_dict(described)
    quiet = settings(max_examples=6, deadline=None, database=None,
                     suppress_health_check=list(HealthCheck),
                     phases=(Phase.explicit, Phase.generate), derandomize=True)  # fmt: skip
    tried = 0
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        for result in schema.get_all_operations():
            operation = result.ok()

            @quiet
            @given(case=operation.as_strategy(generation_mode=mode))
            def check(case: Any) -> None:
                nonlocal tried
                tried += 1
                assert sent(hr, case) < 500, (case.method, case.formatted_path)

            try:
                check()
            except Exception as error:  # of what takes anything, nothing is wrong
                if "Unsatisfiable" not in type(error).__name__:
                    raise
    assert tried > 80


def sent(program: Program, case: Any) -> int:
    """A case of schemathesis, sent by the client that keeps the test's transaction."""
    wanted = case.as_transport_kwargs(base_url="http://testserver")
    body, kind = b"", "application/json"
    if case.media_type == "multipart/form-data":
        found = program.client.post(case.formatted_path, {"file": io.BytesIO(b"PK")})
        return int(found.status_code)
    if wanted.get("json") is not None:
        body = json.dumps(wanted["json"]).encode()
    elif isinstance(wanted.get("data"), bytes):
        body = wanted["data"]
    query = {k: str(v) for k, v in (case.query or {}).items()}
    found = program.client.generic(
        case.method.upper(), case.formatted_path, body, kind, query_params=query
    )
    return int(found.status_code)

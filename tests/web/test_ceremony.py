"""The draw before an audience: witnesses, numbers typed twice, the reveal, verification."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "draw"))

pytestmark = pytest.mark.usefixtures("taken_back")
Person = Callable[..., Any]


@pytest.fixture(scope="module")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draw of 24 people, committed and signed, as the command line prepares it."""
    from proceeding import committed, make_keys, prepared

    home = tmp_path_factory.mktemp("draws")
    folder, _ = prepared(home)
    committed(folder, make_keys(tmp_path_factory.mktemp("keys")))
    return home


@pytest.fixture
def draw(
    prepared_home: Path, cycle: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The draw in the desk's folder, at a moment before its deadline."""
    from proceeding import DRAW, REVEALED

    from lungang.draw import timestamps
    from lungang.web.service import ceremonies

    monkeypatch.setattr(timestamps, "clock", lambda: REVEALED)
    shutil.copytree(prepared_home, ceremonies.home())
    yield DRAW
    shutil.rmtree(ceremonies.home())


def text(answer: Any) -> str:
    return answer.content.decode()


@pytest.mark.slow
def test_a_ceremony_from_witness_to_verification(
    person: Person, draw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proceeding import REVEALED, VALUES

    from lungang.draw import timestamps

    operator, here = person("kong", "internal-control"), f"/draws/{draw}"
    one, two = person("ji", "discipline"), person("yuan", "staff")
    anybody = Client()
    before = text(anybody.get(f"{here}/public/"))
    assert "公布承诺" in before and "hx-get" in before and "第" not in before[-300:]
    page = text(operator.get(f"{here}/"))
    assert "内控部门" in page and "揭晓期限" in page
    assert not re.search(r"\d{4}-\d\d-\d\dT", before + page)  # by the office's clock
    assert anybody.get(f"{here}/bundle.zip").status_code in (200, 409)
    ball = {"source": VALUES[0][0], "once": "44", "again": "44"}
    assert operator.post(f"{here}/number/", ball).status_code == 400  # no witness yet
    for client, name in ((one, "ji"), (two, "yuan")):
        assert client.post(f"{here}/witness/", {"name": "别人"}).status_code == 400
        assert client.post(f"{here}/witness/", {"name": name}).status_code == 302
        assert client.post(f"{here}/witness/", {"name": name}).status_code == 400
    # whoever runs the draw does not witness it, and witnesses do not run it
    assert operator.post(f"{here}/witness/", {"name": "kong"}).status_code == 403
    assert one.post(f"{here}/number/", ball).status_code == 403
    differ = operator.post(f"{here}/number/", {**ball, "again": "45"})
    assert differ.status_code == 409 and "两遍输入不一致" in text(differ)
    assert operator.post(f"{here}/reveal/").status_code == 409  # numbers are missing
    for source, value, moment in VALUES:
        monkeypatch.setattr(timestamps, "clock", lambda now=moment: now)
        given = {"source": source, "once": value, "again": f" {value} "}
        assert operator.post(f"{here}/number/", given).status_code == 302, source
    assert operator.post(f"{here}/number/", ball).status_code == 409  # never twice
    monkeypatch.setattr(timestamps, "clock", lambda: REVEALED)
    assert operator.post(f"{here}/reveal/").status_code == 302
    assert operator.post(f"{here}/reveal/").status_code == 409
    after = text(anybody.get(f"{here}/public/"))
    assert "代号" in after and "ji、yuan" in after and "hx-get" not in after
    data = anybody.get(f"{here}/bundle.zip").content
    published = zipfile.ZipFile(io.BytesIO(data))
    assert "roster.csv" not in published.namelist()
    ledger = published.read("ledger.jsonl").decode()
    assert "kong" not in ledger and '"actor":"内控部门"' in ledger  # offices, no names
    asked = text(anybody.post("/verify/", {"file": handed(data)}))
    assert "承诺值未核对" in asked and 'verdict "' in asked and "验证通过" not in asked
    root = json.loads(published.read("reveal.json"))["root"]
    given = {"file": handed(data), "root": f"“{root.upper()}”"}
    verified = text(anybody.post("/verify/", given))
    assert "验证通过" in verified and verified.count("tag go") > 5
    forged = forge(data)
    assert "核验不通过" in text(anybody.post("/verify/", {"file": handed(forged)}))


def handed(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("b.zip", data)


def forge(data: bytes) -> bytes:
    """The same bundle with another page revealed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given,
        zipfile.ZipFile(made, "w") as out,
    ):
        for name in given.namelist():
            content = given.read(name)
            if name == "reveal.json":
                content = content.replace(b'"page":', b'"page":1')
            out.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"x" * 100], ids=["empty", "cut", "no archive"]
)
def test_what_is_no_bundle_gets_a_plain_word(data: bytes) -> None:
    found = Client().post("/verify/", {"file": handed(data)})
    assert found.status_code == 400 and "未完成" in text(found)


def test_an_archive_writes_nowhere_else(tmp_path: Path) -> None:
    from lungang.jobs.ceremonies import NoBundle, verified

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr("../../outside.txt", "x")
        out.writestr("/etc/outside", "x")
    with pytest.raises(NoBundle):
        verified(made.getvalue(), "zh")
    for names in (("b/commit.json", "c/commit.json"), ("commit.json", "b/commit.json")):
        two = io.BytesIO()
        with zipfile.ZipFile(two, "w") as out:
            for name in names:  # people would read the one, the program the other
                out.writestr(name, "{}")
        with pytest.raises(NoBundle):
            verified(two.getvalue(), "zh")
    huge = io.BytesIO()
    with zipfile.ZipFile(huge, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("commit.json", b"0" * 70_000_000)
    with pytest.raises(NoBundle):
        verified(huge.getvalue(), "zh")


def test_a_draw_that_is_not_there(person: Person, cycle: Any) -> None:
    operator = person("kong", "internal-control")
    for name in ("nothing", "..", "%2e%2e", "a.private"):
        assert Client().get(f"/draws/{name}/public/").status_code == 404
        assert operator.post(f"/draws/{name}/reveal/").status_code == 404
    assert "还没有抽取" in text(operator.get("/draws/"))

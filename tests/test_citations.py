"""Each pack cites its own law, sentence by sentence; what has none stands in one list."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import story
from lungang.intake.generate import sample_problem
from lungang.rulebook.book import rule_book
from lungang.rulebook.value_words import value_words
from lungang.solve import Proof, Solved, solve
from lungang_models.citations import Read, is_own, law_of, laws, unsourced
from lungang_models.fault import BadInput
from lungang_models.pack import load, names
from lungang_models.plan import today
from lungang_models.problem import Pack
from lungang_models.registry import checks, preferences
from lungang_models.rule import UNSOURCED, article_words, cited

BIRTH = "cn-finance-bureau"
PACKS = names()
OTHERS = [name for name in PACKS if name != BIRTH]
SOURCES = {c.id: c for c in (*checks(), *preferences())}


def sentences(pack: Pack) -> list[tuple[str, str]]:
    """Every sentence a pack cites, with the rule or value it stands for."""
    found = [
        (item, sentence)
        for item, text in pack.cites.items()
        for sentence in text.split("；")
    ]
    found += [
        (name, source.split("；")[0])
        for name, source in pack.sources.items()
        if not is_own(source)
    ]
    return found


@pytest.mark.parametrize("name", PACKS)
def test_every_sentence_names_a_law_of_its_pack(name: str) -> None:
    pack = load(name)
    assert sentences(pack)
    for item, sentence in sentences(pack):
        law = law_of(sentence)
        assert law is not None and law.short in pack.laws, (item, sentence)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_names_no_law_it_does_not_cite(name: str) -> None:
    pack = load(name)
    told = [text for _, text in sentences(pack)]  # further sentences may be remarks
    told += [t for s in pack.sources.values() if not is_own(s) for t in s.split("；")]
    known = {law_of(sentence) for sentence in told}
    used = {law.short for law in known if law is not None}
    used |= {"防控办法"} if name == BIRTH else set()
    assert set(pack.laws) == used


@pytest.mark.parametrize("name", OTHERS)
def test_no_pack_borrows_the_measure_of_another(name: str) -> None:
    pack = load(name)
    for item in {*pack.rules, *(w.id for w in preferences())}:
        article = cited(SOURCES[item], pack)
        assert article == UNSOURCED or law_of(article) is not None, (item, article)
        assert "防控办法" not in article and BIRTH not in article
    assert not [s for s in pack.sources.values() if s.startswith("防控办法")]


@pytest.mark.parametrize("name", PACKS)
def test_the_list_of_the_unsourced_is_whole(name: str) -> None:
    pack = load(name)
    wanted = {
        item
        for item in {*pack.rules, *(w.id for w in preferences() if w.counts(pack))}
        if cited(SOURCES[item], pack) == UNSOURCED
    }
    wanted |= {key for key, source in pack.sources.items() if is_own(source)}
    listed = [u.item for u in unsourced(pack)]
    assert sorted(listed) == sorted(wanted) and listed
    assert all(u.title.zh and u.title.en for u in unsourced(pack))
    assert (name == BIRTH) is not any(item in pack.rules for item in listed)


@pytest.mark.parametrize("name", PACKS)
def test_the_rule_book_marks_and_lists_them_and_tells_where_to_open_the_rest(
    name: str,
) -> None:
    pack = load(name)
    book = rule_book(pack)
    text = book.text("zh")
    last = text.split("## 未查明出处的规则与参数")[1]
    for u in unsourced(pack):
        assert f"- `{u.item}` {u.title.zh}" in last
    for entry in book.entries:
        for knob, value, source in entry.knobs:
            mark = "（未查明出处）" if is_own(source) else ""
            assert f"- `{knob}` = {value_words(value).zh} — {source}{mark}\n" in text
    for short in pack.laws:
        assert f"- {short}：" in text and laws()[short].title.zh in text
    assert not re.search(r"\['|\bTrue\b|\bNone\b|(?<=[\u3400-\u9fff]), ", text)
    plain = book.to_json()
    assert {u["item"] for u in plain["unsourced"]} == {u.item for u in unsourced(pack)}
    assert [law["law"] for law in plain["laws"]] == list(pack.laws)
    assert "no source found" in book.text("en")


def test_the_report_marks_a_rule_without_a_source() -> None:
    from lungang.review.audit import audit

    pack = load("us-bank")
    found = {f.rule: f.article for f in audit(today(sample_problem().with_(pack=pack)))}
    bare = {rule for rule, article in found.items() if article == UNSOURCED}
    assert bare and bare < set(found)
    assert bare <= {u.item for u in unsourced(pack)}


def test_every_law_can_be_opened_or_says_that_it_was_not_seen() -> None:
    assert len(laws()) > 30
    for law in laws().values():
        assert law.title.zh and law.title.en
        assert law.address or law.read is Read.NOT_SEEN, law.short
        assert (
            law.number
            or law.issued
            or law.read is not Read.FULL_TEXT
            or (law.short == "防控办法")
        )


def test_an_address_is_whole_or_says_in_words_where_the_text_was_found() -> None:
    """One cannot open a host with a number behind it, nor a file with marks it lacks."""
    for law in laws().values():
        if "://" in law.address:
            parts = urlsplit(law.address)
            assert parts.scheme in ("http", "https") and "." in parts.netloc, law.short
            assert parts.path.strip("/"), law.short
            assert not re.search(r"[\s（）：，]", law.address), law.address
        for dated in re.findall(r"\((\d{4}-\d\d-\d\d)\)\.md$", law.address):
            assert law.issued == dated, law.short
            assert f"/{law.title.zh.removeprefix('中华人民共和国')}(" in law.address


def test_the_longest_title_is_meant() -> None:
    law = law_of("政府采购法实施条例第九条")
    assert law is not None and law.number == "国务院令第658号"
    assert law_of("无此法第一条") is None


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [
        ("33(1)3", "第三十三条第（一）项第3目", "article 33(1)3"),
        (
            "30(2), 31(1)",
            "第三十条第（二）项、第三十一条第（一）项",
            "article 30(2), 31(1)",
        ),
        ("5 U.S.C. 3110(b)", "5 U.S.C. 3110(b)", "5 U.S.C. 3110(b)"),
        (UNSOURCED, "未查明出处", "no source found"),
    ],
)
def test_a_citation_is_read_as_it_is_meant(article: str, zh: str, en: str) -> None:
    assert article_words(article) == (zh, en)


SITE = """
pack: ours
version: "1"
title: {zh: 本局, en: ours}
extends: cn-civil-2020
laws: [本市办法]
cites: {boomerang: 本市办法第九条}
"""


def test_a_site_cites_its_own_paper_and_inherits_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(SITE, "utf-8")
    ours, theirs = load(path), load("cn-civil-2020")
    assert cited(SOURCES["boomerang"], ours) == "本市办法第九条"
    same = set(ours.rules) - {"boomerang"}
    assert all(cited(SOURCES[r], ours) == cited(SOURCES[r], theirs) for r in same)
    assert ours.laws == ("本市办法", *theirs.laws)
    assert "- 本市办法\n" in rule_book(ours).text("zh")


@pytest.mark.parametrize(
    ("line", "code"),
    [("cites: {boomerang-x: 本市办法}", "rule-unknown"), ("cites: [x]", "pack-shape"),
     ("laws: x", "pack-shape")],
)  # fmt: skip
def test_a_citation_of_no_rule_is_a_fault_with_its_line(
    tmp_path: Path, line: str, code: str
) -> None:
    path = tmp_path / "ours.yaml"
    kept = [
        text for text in SITE.splitlines() if not text.startswith(line.split(":")[0])
    ]
    path.write_text("\n".join([*kept, line]) + "\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert fault.code == code and fault.origin is not None
    assert fault.origin.row == len(kept) + 1


def told(name: str) -> list[story.Case]:
    """The stories of one pack, told under its own law."""
    file = story.FOLDER / "packs" / f"{name}.yaml"
    found = []
    for case in story.opened(file)["cases"]:
        case["pack"] = name
        found.append(story.Case(case["rule"], case, f"{file.name}:{case.lc.line + 1}"))
    return found


@pytest.mark.parametrize("name", PACKS)
def test_each_pack_has_its_own_story_under_its_own_law(name: str) -> None:
    outcomes = set()
    for case in told(name):
        found, wanted = story.found(case, story.plan(case)), story.wanted(case)
        assert len(found) == len(wanted), (case.where, [f.says.zh for f in found])
        assert all(map(story.fits, wanted, found)), case.where
        assert {f.article for f in found} <= {case.told.get("cites")}, case.where
        assert case.rule in load(name).rules, case.where
        outcomes.add(case.outcome)
    assert outcomes == {"breach", "near_miss"}


@pytest.mark.parametrize("name", PACKS)
def test_the_sample_bureau_has_a_best_plan_under_every_pack(name: str) -> None:
    outcome = solve(sample_problem(name), time_limit=300)
    assert isinstance(outcome, Solved) and outcome.optimal
    assert {t.proof for t in outcome.tiers} == {Proof.CERTIFIED}

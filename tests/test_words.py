"""Words an office would write: nothing half-width, no ids, blanks or jargon of ours."""

from __future__ import annotations

import ast
import random
import re
from pathlib import Path

import click
import pytest
import typer.main
from tests.said import HAN, outputs, run, sentences

from lungang.cli import app
from lungang_models.registry import checks, preferences
from lungang_models.typeset import full_width

ROOT = Path(__file__).parents[1]
PERSON = "003"
H = r"[\u3400-\u9fff]"
N = rf"(?:{H}|[（）“”《》…、〔〕])"
F = "[，。；：？！、（）“”《》〔〕…]"
HALF = re.compile(
    rf"{N}\s?[,;:?](?!\d)|{N}\s?!(?![A-Z$])|[,;:?]\s?{N}|{H}\s?\(|\)\s?{H}|{H}\.(\s|$)|"
    rf"[,;:?!()]{F}|{F}[,;:?!()]"
)
BLANK = re.compile(r"[{}]|(?<![A-Za-z])(?:None|nan)(?![A-Za-z])|（）|“”")
IDS = {c.id for c in checks()} | {p.id for p in preferences()}
JARGON = re.compile(
    r"下界|上界|松弛|求整|割平面|目标值|求解器|(?<![室心])主任岗位|不可行|可行解|约束|变量|"
    r"Benders|CP-SAT|HiGHS|presolve",
)
_FILE = r"[^\s，。；：、（）“”]+\.(?:json|ya?ml|xlsx|csv|html|docx|py|zip|lrmx|opb|sqlite|jsonl)\b"
#: Commands with their options and files, files, addresses and cells keep their marks.
KEPT = re.compile(
    rf"lungang(?: [a-z-]+)+(?: (?:--[\w-]+(?:[ =][^\s，。；：、（）]+)?|{_FILE}))*|"
    rf"--[\w-]+(?:=\S+)?|{_FILE}|https?:\S+|[\w.-]*/[\w./-]+|"
    r"[A-Z]{1,3}\d+(?::[A-Z]{1,3}\d+)?|\d{1,2}:\d{2}|"
    r"[A-Za-z0-9+^]+\([A-Za-z0-9+,.]*\)(?:\d|\^\d)?|\(1\+y\)"  # 31(1), (1+y)^2
)


def offence(sentence: str) -> str | None:
    """What is wrong with a Chinese sentence, or nothing."""
    if not HAN.search(sentence):
        return None
    plain = KEPT.sub("A", sentence)
    if plain.startswith("用法："):
        plain = re.sub(r"\{\w+\}", "A", plain)  # an argument
    for name, pattern in (("half", HALF), ("blank", BLANK), ("jargon", JARGON)):
        if found := pattern.search(plain):
            return f"{name}: {found.group()!r} in {sentence!r}"
    named = IDS & set(re.findall(r"[a-z]+(?:-[a-z]+)+", plain))
    return f"id: {named} in {sentence!r}" if named else None


def drawn(pool: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """So many sentences of a pool, each output in its turn."""
    dice = random.Random(20260301)
    by_name: dict[str, list[str]] = {}
    for name, text in pool:
        by_name.setdefault(name, []).extend(dict.fromkeys(sentences(text)))
    for lines in by_name.values():
        dice.shuffle(lines)
    found: list[tuple[str, str]] = []
    while len(found) < count and any(by_name.values()):
        for name, lines in by_name.items():
            if lines:
                found.append((name, lines.pop()))
    return found


def wrong_in(pool: list[tuple[str, str]], count: int) -> list[str]:
    lines = drawn(pool, count)
    assert len(lines) >= count
    return [f"{name}: {why}" for name, line in lines if (why := offence(line))]


def test_consoles_and_help_read_as_an_office_writes(tmp_path: Path) -> None:
    book = tmp_path / "小局.xlsx"
    run("template", book, "--example")
    wrong = wrong_in(list(outputs(book, tmp_path, PERSON, "zh", few=True)), 400)
    assert not wrong, "\n".join(wrong[:40])


@pytest.mark.slow
@pytest.mark.parametrize("sample", [False, True])
def test_a_thousand_drawn_sentences_read_as_an_office_writes(
    tmp_path: Path, sample: bool
) -> None:
    book = tmp_path / "小局.xlsx"
    if sample:
        run("generate", book, "--sample")
    else:
        run("template", book, "--example")
    pool = list(outputs(book, tmp_path, "Y045" if sample else PERSON, "zh"))
    assert len({name for name, _ in pool}) > 60
    wrong = wrong_in(pool, 1000)
    assert not wrong, "\n".join(wrong[:40])


def test_what_is_wrong_is_seen() -> None:
    for wrong in (
        "结论: 按方案安排", "出纳,会计", "科长(兼任)", "规则tenure-in-post到期",
        "由{who}签收", "该层下界为15", "姓名None", "用 lungang check 查看, 再改",
        "江枫(1001)，", "出错（甲），;见后", "（见--all）, 另有三处",
    ):  # fmt: skip
        assert offence(wrong), wrong
    for right in ("见 lungang check --all", "人员!F17", "10:30至11:00", "第31条（一）"):
        assert offence(right) is None, right


def test_english_output_holds_no_chinese_sentence(tmp_path: Path) -> None:
    book = tmp_path / "bureau.xlsx"
    run("template", book, "--example", lang="en")
    for words in (
        ("--help",), ("draw", "--help"), ("rules", "diff", "--help"),
        ("solve", tmp_path / "absent.xlsx"), ("nothing",), ("solve", "--nothing"),
        ("solve", book, "--effect", "someday"), ("kin", book),
        ("draw", "odds", "2027-01", "--home", tmp_path),
    ):  # fmt: skip
        told = run(*words, lang="en")
        chinese = [s for s in sentences(told) if re.search(rf"{H}[，。；：、]|。", s)]
        assert told.strip() and not chinese, (words, chinese)


def test_help_is_in_one_language_to_its_last_word() -> None:
    for words in (("--help",), ("ask", "why", "--help"), ("draw", "--help")):
        english = run(*words, "--lang", "en", lang="zh")
        assert "Usage: lungang" in english and not HAN.search(english), words
        chinese = run(*words, lang="zh")
        assert "用法：lungang" in chinese, words
        assert not re.search(
            r"Usage|OPTIONS|COMMAND|<(path|str|bool|float)|<=", chinese
        )
    assert "1 to 604800" in run("ask", "why", "--help", lang="en")


def test_showing_help_leaves_the_commands_as_they_are() -> None:
    """In one process the next help may be in the other language."""
    made = typer.main.get_command(app)
    solve = made.get_command(click.Context(made), "solve")
    before = [solve.help, *(getattr(p, "help", None) for p in solve.params)]
    for lang in ("zh", "en"):
        assert solve.get_help(click.Context(solve)) or lang
        told = run("draw", lang=lang)
        assert bool(HAN.search(told)) is (lang == "zh") and "--help" in told
    after = [solve.help, *(getattr(p, "help", None) for p in solve.params)]
    assert before == after and "workbook to a checked rotation plan" in solve.help


_PATTERNS = ("compile", "sub", "search", "match", "split", "fullmatch")


def _texts(file: Path) -> list[tuple[int, str]]:
    """The Chinese texts of a source file; docstrings, patterns and lists are none."""
    tree = ast.parse(file.read_text("utf-8"))
    nodes = list(ast.walk(tree))
    calls = (n for n in nodes if isinstance(n, ast.Call))
    patterns = {
        id(part)
        for call in calls
        if getattr(call.func, "attr", "") in _PATTERNS
        for part in ast.walk(call)
    }
    patterns |= {id(n.value) for n in nodes if isinstance(n, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and id(node) not in patterns and HAN.search(node.value)
        and not re.search(r"\|\w|\\[sdwu]|[\[\]]|\(\?", node.value)
    ]  # fmt: skip


def test_no_chinese_sentence_of_the_source_holds_half_width_marks() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{line}: {text[:80]}"
        for room in ("planner/lungang", "models/lungang_models")
        for file in sorted((ROOT / room).rglob("*.py"))
        if "roster" not in file.parts and file.name != "chinese.py"
        for line, text in _texts(file)
        if HALF.search(KEPT.sub("A", text)) and not re.search(r"[a-z]{4} [a-z]", text)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_composed_sentence_of_the_source_holds_half_width_marks() -> None:
    """Marks between two values of an f-string, of which one is Chinese."""
    marks = re.compile(r"[\u3400-\u9fff〇]\s?[,;?!()]|[,;?!()]\s?[\u3400-\u9fff〇]")
    wrong = []
    for room in ("planner/lungang", "models/lungang_models"):
        for file in sorted((ROOT / room).rglob("*.py")):
            if "roster" in file.parts or file.name == "chinese.py":
                continue
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if not isinstance(node, ast.JoinedStr):
                    continue
                told = [v.value for v in node.values if isinstance(v, ast.Constant)]
                text = "".join(
                    str(v.value) if isinstance(v, ast.Constant) else "〇"
                    for v in node.values
                )
                other = re.search(r"[a-z]{3} [a-z]{2}| / |\(\?", text)
                chinese = HAN.search("".join(map(str, told)))
                if chinese and marks.search(text) and not other:
                    wrong.append(f"{file.relative_to(ROOT)}:{node.lineno}: {text[:80]}")
    assert not wrong, "\n".join(wrong)


def test_no_page_sets_half_width_marks_between_values_that_may_be_chinese() -> None:
    """Templates: in Chinese texts, and between values without a word of either language."""
    between = re.compile(r"(?<=[SV])\s?[,;:?!()](?=\s?[SV])|[SV]\(V\)")
    wrong = []
    for file in sorted((ROOT / "planner/lungang").rglob("*.html")):
        if "verify" in file.name:
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            said = [m[2] for m in re.finditer(r"\{% say ([\"'])(.*?)\1", line)]
            said += re.findall(r'say\("([^"]*)"', line)
            said += re.findall(r'lang="zh"[^>]*>([^<{]*)<', line)
            wrong += [f"{file.name}:{number}: {t}" for t in said if HALF.search(t)]
            bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", "", line)
            bare = re.sub(r"\{% say .*?%\}|\{\{ say\(.*?\) \}\}", "S", bare)
            bare = re.sub(r"\{%.*?%\}", "", bare)
            bare = re.sub(r"\{\{.*?\}\}", "V", bare)
            if not re.search("[a-z]{3}", re.sub("[SV]", "", bare)):
                wrong += [
                    f"{file.name}:{number}: {m[0]}" for m in between.finditer(bare)
                ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("副局长(部门支出)", "副局长（部门支出）"),
        ("求解组件 ortools: 可以加载", "求解组件 ortools：可以加载"),
        ("没有文件 /tmp/方案,终稿.xlsx", "没有文件 /tmp/方案,终稿.xlsx"),
        ("人员!F17 姓名", "人员!F17 姓名"),
        ("at 10:30 (a.xlsx)", "at 10:30 (a.xlsx)"),
        ("甲(乙(丙))丁", "甲（乙（丙））丁"),
    ],
)
def test_marks_are_set_full_width_next_to_chinese(typed: str, printed: str) -> None:
    assert full_width(typed) == printed
    assert full_width(printed) == printed

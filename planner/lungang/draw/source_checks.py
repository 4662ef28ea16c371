"""What a plan of the public value may not do: be known, guessed, searched for, or be
known from an attempt before.

After a failed attempt the numbers of its lotteries stand in the newspaper.  Named once
more with another time, an issue would be a value that was known before the commitment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from lungang.draw.alike import same_to_the_eye
from lungang.draw.canonical_bytes import NotCanonical
from lungang.draw.commit import read_commitment
from lungang.draw.entropy import CHAINS, MODE_WORDS, Mode, Source
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.timestamps import instant, official_moment, written


def one_value(one: Source, other: Source) -> bool:
    """Whether both show one value: a round of a beacon, or an issue of a lottery, its
    number with the century or without, all its groups of numbers or some."""
    if one.kind == other.kind == "drand":
        return (one.chain, one.round) == (other.chain, other.round)
    issue, issue2 = one.issue.lstrip("0"), other.issue.lstrip("0")
    same = issue.endswith(issue2) or issue2.endswith(issue)
    shape, shape2 = ({(p.count, p.low, p.high) for p in s.parts} for s in (one, other))
    return bool((issue or issue2) and same and shape & shape2)  # or called dice


def check_plan(
    mode: Mode, sources: Sequence[Source], committed_at: str, pages: int, bits_min: int
) -> str:
    """Refuse a plan whose value could be known, guessed or searched for; returns the
    first instant at which any of it can exist.

    Raises Refusal.
    """
    hashed = [s for s in sources if s.kind != "balls"]
    balls = [s for s in sources if s.kind == "balls"]
    names = {same_to_the_eye(s.name) for s in sources}
    twice = any(one_value(one, two) for one, two in combinations(hashed, 2))
    if not sources or len(names) != len(sources) or twice:
        raise Refusal(
            "sources",
            "没有来源，或两个来源名称相同、是同一期开奖",
            "no source, or two of one name or of one issue of a lottery",
        )
    if ("public" in mode) != bool(hashed) or ("balls" in mode) != bool(balls):
        raise Refusal(
            "mode",
            f"抽取方式“{MODE_WORDS[mode].zh}”（{mode}）与所列来源不符",
            f"the mode {mode} does not fit the sources listed",
        )
    if len(balls) > 1 or (balls and pages != 10 ** len(str(pages - 1))):
        raise Refusal(
            "balls-pages",
            "用号球时页数须为10、100、1000等",
            "with balls the number of pages must be 10, 100, 1000 …",
        )
    for source in sources:
        if instant(source.not_before) <= instant(committed_at):
            raise Refusal(
                "seed-known",
                f"来源{source.name}的数值在承诺时（{committed_at}）可能已知",
                f"the value of {source.name} could be known at the commitment"
                f" ({committed_at})",
            )
        if source.kind == "drand":
            _check_round(source)
    for source in balls:
        if any(instant(source.not_before) >= instant(s.not_before) for s in hashed):
            raise Refusal(
                "balls-late",
                "号球须在公共数值产生之前抽出",
                "the balls must be drawn before the public value exists",
            )
    bits = sum(source.bits() for source in hashed)
    if hashed and bits < bits_min:
        raise Refusal(
            "entropy-low",
            f"公共数值只有{bits:.1f}比特，少于规定的{bits_min}比特，可被穷举",
            f"the public value has {bits:.1f} bits, fewer than the {bits_min} required:"
            " it could be searched through",
        )
    return min((s.not_before for s in sources), key=instant)


def _check_round(source: Source) -> None:
    chain = CHAINS.get(source.chain)
    if chain is None:
        listed = ", ".join(CHAINS)
        raise Refusal("chain", f"未知的信标链，可用：{listed}", f"one of: {listed}")
    due = written(chain.instant_of(source.round))
    if instant(source.not_before) != instant(due):
        raise Refusal(
            "round-time",
            f"第{source.round}轮于{due}公布，与所写的{source.not_before}不符",
            f"round {source.round} is published at {due}, not {source.not_before}",
        )


def require_fresh(folder: DrawFolder, sources: Sequence[Source]) -> None:
    """Refuse a source whose value an earlier attempt, or another draw of this ledger,
    expected at an earlier instant.

    What was void before any value existed may be named again as it was.
    """
    for source in sources:
        for known in _named_before(folder):
            if one_value(source, known) and (
                instant(source.not_before) > instant(known.not_before)
            ):
                due = official_moment(known.not_before)
                raise Refusal(
                    "source-again",
                    f"{source.name}第{source.issue or source.round}期先前已承诺于{due}"
                    "产生，其号码可能已知，请改用下一期",
                    f"{source.name} {source.issue or source.round} was due at"
                    f" {known.not_before} by an earlier commitment, and may be known:"
                    " name the next issue",
                )


def _named_before(folder: DrawFolder) -> Iterator[Source]:
    """The sources of attempts that ended, and of the other draws of the ledger."""
    own = folder.public / "commit.json"
    for path in sorted(folder.home.glob("*/*commit.json")):
        if path != own:
            try:
                yield from read_commitment(path.read_bytes()).sources
            except (NotCanonical, KeyError, TypeError, Refusal):
                continue  # of an older version, or none of ours

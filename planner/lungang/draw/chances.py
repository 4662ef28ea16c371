"""Chances, certificate and book of a draw, as files that follow from the inputs alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lungang.draw.canonical_bytes import canonical, csv_bytes, read_canonical
from lungang.draw.certificate import certify, check, ideal_chances, odds_of
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.pool import INPUT_FILES, Pool
from lungang.draw.stream import digest, hexdigest
from lungang_models.words import Words

JUDGE_UP_TO = 200  # people: above, the book itself is the test of attainment
ODDS = ("pid", "pages", "of")
REASONS = ("pid", "ideal", "reason_zh", "reason_en")
Progress = Callable[[int, int], None]


def certificate_bytes(
    pool: Pool, judged: bool, progress: Progress | None = None
) -> bytes:
    """certificate.json of a pool; the same pool gives the same bytes.

    ``judged``: whether column generation confirms (or corrects) the chances.  Raises
    NoPanel, with ways out, where no list of people is lawful, Refusal of weights too far
    apart to be reckoned with.
    """
    from lungang.draw.attainability import judge
    from lungang.draw.odds import leximin
    from lungang.draw.panels import require_a_panel

    require_a_panel(pool)
    try:
        odds = leximin(pool, progress)
    except ArithmeticError as error:
        raise _weights_apart(pool) from error
    written = certify(pool, odds)
    check(pool, written)
    written["judge"] = {"asked": False}
    written["corrected"] = {}
    if judged:
        verdict = judge(pool, odds)
        written["judge"] = {
            "asked": True,
            "attained": verdict.attained,
            "lists": verdict.columns,
        }
        written["corrected"] = {
            pid: str(true)
            for pid, true, first in zip(
                pool.pids, verdict.ideal, odds.ideal, strict=True
            )
            if true != first
        }
    return canonical(written)


def _weights_apart(pool: Pool) -> Refusal:
    low, high = min(pool.weights), max(pool.weights)
    return Refusal(
        "weights",
        f"权重从{low}到{high}，相差太大，机会算不出来：请提高 weights.base，或降低"
        " per_year、years_cap",
        f"weights from {low} to {high} are too far apart to compute chances: raise"
        " weights.base, or lower per_year or years_cap",
    )


def compute_odds(
    folder: DrawFolder, progress: Progress | None = None, always_judge: bool = False
) -> dict[str, Any]:
    """The chances and their certificate; writes certificate.json, returns it.

    For pools up to JUDGE_UP_TO the judge confirms (or corrects) the chances; above,
    unless asked for, the book is the test.  Raises NoPanel, with ways out.
    """
    pool = folder.pool()
    folder.require_uncommitted()
    judged = always_judge or len(pool.holders) <= JUDGE_UP_TO
    folder.replace("certificate.json", certificate_bytes(pool, judged, progress))
    return read_certificate(folder)


def final_ideal(pool: Pool, certificate: Mapping[str, Any]) -> tuple[Fraction, ...]:
    """The ideal chances after the judge's correction."""
    ideal = list(ideal_chances(pool, certificate))
    for pid, text in certificate["corrected"].items():
        ideal[pool.index[pid]] = Fraction(text)
    return tuple(ideal)


def read_certificate(folder: DrawFolder) -> dict[str, Any]:
    """certificate.json, which ``compute_odds`` wrote; raises Refusal without it."""
    path = folder.public / "certificate.json"
    if not path.exists():
        raise Refusal("no-odds", "请先计算机会（odds）", "compute the odds first")
    raw: Any = read_canonical(path.read_bytes())
    return dict(raw)


def book_files(
    folder: DrawFolder, progress: Progress | None = None
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The four files of the book, and its figures; a function of the inputs alone."""
    from lungang.draw.book import bind, book_bytes, broken_pages
    from lungang.draw.reasons import reasons

    pool = folder.pool()
    certificate = read_certificate(folder)
    check(pool, certificate)
    ideal = final_ideal(pool, certificate)
    book = bind(pool, ideal, _book_seed(folder, pool), progress)
    broken = broken_pages(pool, book.pages)
    if broken:
        raise AssertionError(f"the book broke its own rules: {broken[:3]}")
    sentences = reasons(pool, odds_of(pool, certificate), ideal)
    pages, covers = book_bytes(pool, book)
    counts = zip(pool.pids, book.counts, strict=True)
    said = zip(pool.pids, ideal, sentences, strict=True)
    of = str(pool.rules.pages)
    files = {
        "book.csv": pages,
        "page_covers.csv": covers,
        "odds.csv": csv_bytes(
            ODDS, [{"pid": pid, "pages": str(n), "of": of} for pid, n in counts]
        ),
        "reasons.csv": csv_bytes(
            REASONS,
            [
                {"pid": pid, "ideal": str(chance), "reason_zh": words.zh,
                 "reason_en": words.en}
                for pid, chance, words in said
            ],
        ),
    }  # fmt: skip
    return files, {
        "pages": len(book.pages),
        "distinct": len(set(book.pages)),
        "soft": book.soft,
        "deviation": book.deviation(ideal),
    }


def make_book(folder: DrawFolder, progress: Progress | None = None) -> dict[str, Any]:
    """Bind the book and write its files; returns its figures.

    Raises Refusal if the counts stray further from the fair chances than the rules
    allow: then more pages, or fewer quotas, are needed.
    """
    folder.require_uncommitted()
    files, figures = book_files(folder, progress)
    most = folder.pool().rules.deviation_max
    if figures["deviation"] > most:
        raise Refusal(
            "deviation",
            f"页数与公平机会最多相差{float(figures['deviation']):.4f}，"
            f"超过规定的{most}：请增加页数或放宽名额",
            f"the counts stray by {float(figures['deviation']):.4f}, more than {most}:"
            " bind more pages or ease the quotas",
        )
    for name, data in files.items():
        folder.replace(name, data)
    return figures


def require_own_book(folder: DrawFolder, progress: Progress | None = None) -> Fraction:
    """Compute certificate and book again; Refusal unless the files are these bytes.

    Returns the largest distance between a count and its fair chance.
    """
    pool = folder.pool()
    judged = read_certificate(folder).get("judge", {}).get("asked") is True
    judged = judged or len(pool.holders) <= JUDGE_UP_TO
    if (folder.public / "certificate.json").read_bytes() != certificate_bytes(
        pool, judged
    ):
        raise Refusal(
            "odds-stale",
            "certificate.json 不是由当前名册、权重、规则算得，请重新计算机会（odds）",
            "certificate.json does not follow from roster and rules: compute it again",
        )
    files, figures = book_files(folder, progress)
    for name, data in files.items():
        path = folder.public / name
        if not path.exists() or path.read_bytes() != data:
            raise Refusal(
                "book-stale",
                f"{name} 不是由当前输入编制，请重新编制名册（book）",
                f"{name} does not follow from the inputs: bind the book again",
            )
    found: Fraction = figures["deviation"]
    return found


def _book_seed(folder: DrawFolder, pool: Pool) -> bytes:
    """The hash of all inputs: the book is a function of them, chosen by nobody."""
    alg = pool.rules.hash
    hashes = {
        name: hexdigest(alg, (folder.public / name).read_bytes())
        for name in (*INPUT_FILES, "certificate.json")
    }
    return digest(alg, b"lungang-draw-book/1\0" + canonical(hashes))


def chance_of(folder: DrawFolder, pid: str) -> tuple[str, str, Words]:
    """Pages that name somebody, of how many, and why; Refusal for an unknown pid."""
    row = next((r for r in folder.rows("odds.csv", ODDS) if r["pid"] == pid), None)
    if row is None:
        raise Refusal("person-unknown", f"没有{pid}", f"{pid} is unknown")
    why = {r["pid"]: r for r in folder.rows("reasons.csv", REASONS)}[pid]
    return row["pages"], row["of"], Words(why["reason_zh"], why["reason_en"])


def read_book(folder: DrawFolder, pool: Pool) -> tuple[tuple[int, ...], ...]:
    """The pages of book.csv."""
    from lungang.draw.book import pages_of

    rows = folder.rows("book.csv", ("page", "pids"))
    return pages_of(pool, [(row["page"], row["pids"]) for row in rows])

"""The chance of being drawn for mandatory leave, and how it comes (article 38).

Of a draw that was prepared, the pages of its book are counted; of a plan alone, the
chances are computed by the program's default rules, and only what is published for a
draw counts. Nothing is written either way.
"""

from __future__ import annotations

from fractions import Fraction

from lungang.draw.attainability import judge
from lungang.draw.canonical_bytes import raise_if
from lungang.draw.certificate import Unproven, certify, check
from lungang.draw.chances import (
    JUDGE_UP_TO,
    ODDS,
    REASONS,
    final_ideal,
    read_book,
    read_certificate,
)
from lungang.draw.covering import covering, left_out, members
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder, standing
from lungang.draw.names import read_names
from lungang.draw.odds import leximin
from lungang.draw.panels import require_a_panel
from lungang.draw.pool import Pool
from lungang.draw.pool_files import read_pool
from lungang.draw.reasons import percent, reasons
from lungang.draw.rules import parse_rules, rules_bytes
from lungang.draw.shipped import defaults
from lungang.draw.source import (
    PoolInputs,
    default_rules,
    hidden_pool,
    holders_of,
    year_from,
)
from lungang.draw.workdays import year_days
from lungang.explain.questions import Answer
from lungang.solve import Proof
from lungang_models.facts.leave import LeaveRecord
from lungang_models.fault import Fault
from lungang_models.plan import Plan
from lungang_models.vocabulary import Person, StaffId
from lungang_models.words import Words


def chance(plan: Plan, person: StaffId) -> Answer:
    """Somebody's chance under a plan, by the default rules of the draw.

    Raises ``NoPanel`` where no list of people can meet the rules.
    """
    who = plan.problem.person[person]
    outside = _outside(plan, who)
    if outside is not None:
        return outside
    pool = pool_for(plan)
    require_a_panel(pool)
    odds = leximin(pool)
    ideal = odds.ideal
    if len(pool.holders) <= JUDGE_UP_TO:
        ideal = judge(pool, odds).ideal
    place = pool.index[person]
    why = reasons(pool, odds, ideal)[place]
    return Answer(
        _question(who),
        _chance(ideal[place]),
        _proof(pool, certify(pool, odds)) if ideal == odds.ideal else Proof.OPEN,
        (Words(why.zh, why.en), *_how(pool, place)),
        (
            Words(
                "按程序默认规则试算；以抽取公布的名册页数为准",
                "by the default rules; the published pages of a draw count",
            ),
        ),
    )


def chance_in_draw(folder: DrawFolder, plan: Plan, person: StaffId) -> Answer:
    """Somebody's chance in a draw prepared from the workbook, and what came of it.

    Raises ``Refusal`` where the draw has no table of names, no book yet, or nobody of
    that number.
    """
    who = plan.problem.person[person]
    names = read_names(folder)
    if not names:
        raise Refusal("no-names", "没有内部名单", "no private table of names")
    pid = next((p for p, row in names.items() if row["person"] == person), None)
    pool = read_pool(folder.public)
    left = next((e for e in pool.exclusions if e.pid == pid), None)
    if left is not None:
        says = Words(
            f"不在名册：{left.reason}，第{left.article}条，{left.evidence}",
            f"left out: {left.reason}, article {left.article}, {left.evidence}",
        )
        return Answer(_question(who), says, None)
    if pid is None or pid not in pool.index:
        return _nothing(who)
    if not (folder.public / "odds.csv").exists():
        raise Refusal("no-book", "请先编制名册（book）", "bind the book first")
    rows = {r["pid"]: r for r in folder.rows("odds.csv", ODDS)}
    why = {r["pid"]: r for r in folder.rows("reasons.csv", REASONS)}[pid]
    place = pool.index[pid]
    pages = read_book(folder, pool)
    named = sum(place in page for page in pages)
    row, certificate = rows[pid], read_certificate(folder)
    agreed = str(named) == row["pages"] and str(len(pages)) == row["of"]
    proved = agreed and _proof(pool, certificate) is Proof.CERTIFIED
    ideal = final_ideal(pool, certificate)[place]
    counted = Words(
        f"名册{len(pages)}页中{named}页有其代号{pid}；公平机会为{percent(ideal)}",
        f"{named} of the book's {len(pages)} pages name the pid {pid}; "
        f"the fair chance is {percent(ideal)}",
    )
    return Answer(
        _question(who),
        _chance(Fraction(named, len(pages))),
        Proof.CERTIFIED if proved else Proof.OPEN,
        (counted, Words(why["reason_zh"], why["reason_en"]), *_how(pool, place)),
        tuple(_came(folder, pid)),
    )


def _came(folder: DrawFolder, pid: str) -> list[Words]:
    """What the draw brought, once it was held."""
    if not standing(folder).drawn:
        return [Words("尚未抽取", "not drawn yet")]
    if pid in folder.brought("reveal.json", "DRAW")["drawn"]:
        return [Words("本次已抽中", "drawn this time")]
    return [Words("本次未抽中", "not drawn this time")]


def pool_for(plan: Plan) -> Pool:
    """The pool of a plan under staff numbers; it is shown to nobody."""
    on = plan.problem.effect
    first, last = year_from(on)
    history = plan.problem.known(LeaveRecord)
    inputs = PoolInputs(plan, holders_of(plan, on, history), (), covering(plan))
    faults: list[Fault] = []
    rules = parse_rules(rules_bytes(default_rules(plan, first, last)), faults)
    raise_if(faults)
    assert rules is not None
    days, _ = year_days(range(first.year, last.year + 1), {})
    themselves = {str(p): str(p) for p in inputs.people}
    return hidden_pool(inputs, themselves, rules, int(defaults()["cover_times"]), days)


def _outside(plan: Plan, who: Person) -> Answer | None:
    """The answer about somebody who is in no pool at all."""
    if who in members(plan):
        return None
    if who in left_out(plan):
        says = Words(
            f"不在名册，机会为0：{who.status.value}或不在本机关管理权限内",
            f"left out of the pool, chance 0: {who.status.words.en}, or outside the "
            "organ's authority",
        )
        return Answer(_question(who), says, None)
    return _nothing(who)


def _nothing(who: Person) -> Answer:
    says = Words(
        "不任关键岗位，不在名册，机会为0",
        "holds no key post: not in the pool, chance 0",
    )
    return Answer(_question(who), says, None)


def _question(who: Person) -> Words:
    return Words(
        f"{who}被抽中强制休假的机会？", f"What is {who}'s chance of being drawn?"
    )


def _chance(found: Fraction) -> Words:
    return Words(
        f"机会为{percent(found)}（{found}）",
        f"the chance is {percent(found)} ({found})",
    )


def _how(pool: Pool, place: int) -> list[Words]:
    """The figures behind a chance: pool, take, weight and covers."""
    holder = pool.holders[place]
    weight, whole = pool.weights[place], sum(pool.weights)
    covers = len(pool.covers_of(holder.pid))
    return [
        Words(
            f"名册{len(pool.holders)}人，抽{pool.size}人",
            f"{len(pool.holders)} in the pool, {pool.size} are drawn",
        ),
        Words(
            f"距上次强制休假{holder.years_since_draw}年（未休过的，自任关键岗位起算），"
            f"权重{weight}（全册合计{whole}）",
            f"{holder.years_since_draw} years since the last leave, or in a key post if "
            f"there was none: weight {weight} of {whole} in all",
        ),
        Words(
            f"合格的代职人{covers}名", f"{covers} qualified to cover"
        ),
    ]  # fmt: skip


def _proof(pool: Pool, certificate: dict[str, object]) -> Proof:
    try:
        check(pool, certificate)
    except Unproven:
        return Proof.OPEN
    return Proof.CERTIFIED

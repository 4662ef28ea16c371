# fmt: off
"""强制休假抽取独立验证 Stand-alone check of a mandatory-leave draw. Needs ssh-keygen.
用法 usage: python3 verify_draw.py 文件夹FOLDER [公示的承诺值POSTED-ROOT]"""
import csv, hashlib, json, pathlib, re, subprocess, sys  # noqa: E401, I001
from datetime import datetime
from fractions import Fraction
FOLDER, POSTED = pathlib.Path(sys.argv[1]), "".join(sys.argv[2:])
failed, when = [], datetime.fromisoformat
def check(what, holds, found=""):
    print("通过 PASS" if holds else "不符 FAIL", what, "" if holds else found)
    failed.extend([] if holds else [what])
def read(name): return (FOLDER / name).read_bytes()
def table(name): return list(csv.DictReader(read(name).decode().splitlines()))
JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
def canonical(value): return JSON.encode(value).encode()  # RFC 8785 (no floats occur)
def digest(data, alg): return hashlib.new(alg, data).hexdigest()  # sha256, or sm3

def ledger():  # no gap, chain intact, one draw or void for every commitment
    *lines, rest = read("ledger.jsonl").split(b"\n")
    prev, last, waiting, drawn, events = "0" * 64, None, {}, set(), []
    for seq, line in enumerate(lines):
        e = json.loads(line)
        kind, draw, at = e["type"], e["draw"], when(e["at"])
        good = canonical(e) == line and (e["seq"], e["prev"]) == (seq, prev)
        prev = e.pop("hash")
        good &= digest(canonical(e), e["alg"]) == prev and (not last or at >= last)
        if kind == "COMMIT":
            good &= draw not in waiting and draw not in drawn
            waiting[draw] = e
        if kind in ("COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "VOID"):
            good &= draw in waiting and waiting[draw]["root"] == e["root"]
            if good and kind not in ("ENTROPY", "DRAW"):  # before any public value
                good &= at < when(waiting[draw]["facts"]["first_entropy"])
        if kind in ("DRAW", "VOID"):
            waiting.pop(draw, None)
            drawn |= {draw} if kind == "DRAW" else set()
        check(f"ledger.jsonl:{seq + 1} {kind} {e['at']}", good, "断链或违规 broken")
        last, events = at, [*events, e]
    overdue = [d for d, w in waiting.items() if last > when(w["facts"]["deadline"])]
    check("ledger.jsonl 按期了结 settled in time", not rest and not overdue, overdue)
    print({k: sum(e["type"] == k for e in events) for k in ("COMMIT", "DRAW", "VOID")})
    return events

def public_values(C, told, alg):  # as declared, later than the commitment, recorded
    key, balls, hashes = "", 0, {}
    public = [when(s["not_before"]) for s in C["sources"] if s["kind"] != "balls"]
    for number, s in enumerate(C["sources"], 1):
        name = f"entropy-{number}.json"
        E, hashes[name] = json.loads(read(name)), digest(read(name), alg)
        good = told.get(hashes[name]) == ("ENTROPY", {"source": s["name"]})
        good &= when(C["committed_at"]) < when(s["not_before"]) <= when(E["at"])
        if s["kind"] == "balls":  # digits drawn before witnesses, before the rest
            balls = int("".join(map(str, E["digits"])))
            good &= C["pages"] == 10 ** len(E["digits"])
            good &= all(when(E["at"]) < other for other in public)
        elif s["kind"] == "drand":
            value = hashlib.sha256(bytes.fromhex(E["signature"])).hexdigest()
            good &= (E["round"], E["value"]) == (s["round"], value)
            key += E["value"] + "./"
        else:  # numbers anybody can compare with the newspaper, in the order declared
            good &= E["numbers"] == [n if part["ordered"] else sorted(n) for part, n
                                     in zip(s["parts"], E["numbers"], strict=True)]
            key += "".join(f"{n}." for group in E["numbers"] for n in group) + "/"
        print("** 请核对 compare:", s["name"], s["issue"], json.dumps(E))
        check(f"{name} {s['name']}", good and E["source"] == s["name"])
    return key, balls, hashes

def count_pages(C, book, roster, rules):  # every page lawful; pages naming each person
    room = {(r["pid"], r["cover"]): int(r["capacity"]) for r in table("covers.csv")}
    quotas = [(q, {pid for pid, row in roster.items() if q["field"] == "*"
               or row[q["field"]] == q["value"]}) for q in rules["quotas"]]
    count, cover = dict.fromkeys(roster, 0), rules["cover"]
    for row in book:
        pids, covers = row["pids"].split(), row["covers"].split()
        drawn = set(pids)
        good = len(drawn) == len(pids) == C["K"] and drawn <= set(roster)
        good &= all(q["min"] <= len(drawn & who) <= q["max"] for q, who in quotas)
        if cover["required"]:
            good &= all(covers.count(pair[1]) <= room.get(pair, 0)  # 0: may not cover
                        for pair in zip(pids, covers, strict=True))
            good &= cover["drawn_may_cover"] or not drawn & set(covers)
        if not good:
            check("book.csv 页 page " + row["page"], False, "不合规则 breaks a rule")
        count.update({pid: count[pid] + 1 for pid in drawn & set(roster)})
    return {pid: (str(many), str(C["pages"])) for pid, many in count.items()}

def verify():
    events, commit, C = ledger(), read("commit.json"), json.loads(read("commit.json"))
    alg, M, roles, files = C["hash"], C["pages"], C["signers"], C["files"]
    root, present = digest(commit, alg), {path.name for path in FOLDER.iterdir()}
    facts = {"first_entropy": min((s["not_before"] for s in C["sources"]), key=when),
             "attempt": str(C["attempt"]), "deadline": C["reveal_deadline"]}
    check(f"root {' '.join(re.findall('.' * 8, root))}", POSTED in ("", root), POSTED)
    mine = [e for e in events if e["root"] == root]
    told = {e["payload"]: (e["type"], e["facts"]) for e in mine}
    good = told[root] == ("COMMIT", facts) and canonical(C) == commit and (
        mine[0]["prev"], mine[0]["at"]) == (C["ledger_head"], C["committed_at"])
    check("commit.json 规范且在台账中 canonical, in the ledger", good)
    for name in files:
        check(name, digest(read(name), alg) == files[name], "被改动或另存 changed")
    keys = {line.split()[-1] for line in read("allowed_signers").decode().splitlines()}
    check("三人三钥 three signers, three keys", len(keys) == len(set(roles)) == 3)
    signatures = {f"commit.json.{role}.sig": role for role in roles}
    for name, role in signatures.items():
        good = told.get(digest(read(name), alg)) == ("SIGN", {"role": role})
        ran = subprocess.run(["ssh-keygen", "-Y", "verify", "-n", "forced-leave-draw",
              "-I", role, "-f", FOLDER / "allowed_signers", "-s", FOLDER / name],
              input=commit, capture_output=True)
        check(f"{name} 签名 signature", good and ran.returncode == 0)
    if "stamp.tsr" in present:  # its own check: openssl ts -verify, VERIFY.txt
        check("stamp.tsr", told.get(digest(read("stamp.tsr"), alg)) == ("STAMP", {}))
    key, balls, hashes = public_values(C, told, alg)
    label = [b"forced-leave-draw/v1", bytes.fromhex(root), key.encode()]
    seed, value, counter = hashlib.new(alg, b"\0".join(label)).digest(), 2 ** 256, 0
    while value >= 2 ** 256 // M * M:  # the first hash below the largest multiple of M
        value = int(digest(seed + counter.to_bytes(4, "big"), alg), 16)
        counter += 1
    page = (balls + (0 if C["mode"] == "balls" else value)) % M
    rules, book = json.loads(read("rules.json")), table("book.csv")
    out, roster = table("exclusions.csv"), {r["pid"]: r for r in table("roster.csv")}
    shown = canonical({
        "schema": "lungang-draw-reveal/1", "draw": C["draw"], "root": root, "key": key,
        "balls": balls, "entropy": hashes, "seed": seed.hex(), "page": page,
        "drawn": book[page]["pids"].split()})
    good = shown == read("reveal.json") and told.get(digest(shown, alg)) == ("DRAW", {})
    check(f"reveal.json 第{page}页为抽取结果 page {page} is drawn", good)
    odds = {row["pid"]: (row["pages"], row["of"]) for row in table("odds.csv")}
    good = len(book) == M and odds == count_pages(C, book, roster, rules)
    check("odds.csv 机会即页数 odds are counted pages", good)
    exact = Fraction(rules["share"]) * (
        len(roster) + len(out) * (rules["share_base"] == "holders"))
    size = {"up": -(-exact // 1), "down": exact // 1, "nearest": (exact * 2 + 1) // 2}
    check("K 抽取人数 how many are drawn", C["K"] == size[rules["rounding"]])
    codes = {reason["code"] for reason in rules["exclusion_reasons"]}
    check("exclusions.csv 理由、依据、两人审批 founded", all(r["reason"] in codes and
          r["evidence"] and r["approved_by"] != r["second_approver"] for r in out))
    if {"window_secret.txt", "schedule.csv"} & present:  # closed: open the seal
        secret, seals = read("window_secret.txt"), [e["payload"] for e in events if
            e["draw"] == C["draw"] and e["type"] in ("SCHEDULE", "DEFER", "REPLACE")]
        good = digest(secret + read("schedule.csv"), alg) == seals[-1]
        check("schedule.csv", good and digest(secret, alg) == C["window_secret_hash"])
    more = present - {"commit.json", "reveal.json", "ledger.jsonl", "stamp.tsr", *files,
                      *signatures, *hashes, "window_secret.txt", "schedule.csv"}
    check("没有多余文件 no other file", not more, more)
try:
    verify()
except Exception as error:  # a damaged file is a failed check, not a crash
    check("文件可读 files readable", False, f"{type(error).__name__}: {error}")
print("验证不通过 REJECTED: " + "; ".join(failed) if failed else "验证通过 VERIFIED")
sys.exit(6 if failed else 0)

"""核对公开材料包是否出自同一方案。Are these packs of one and the same plan?

用法 usage:
  python3 verify_pack.py 材料包.json [材料包.json …] [--root 公布的承诺值]

一个方案的每句话各配一个随机数，一起求 SHA-256，再两两合并成一个“承诺值”。材料包只写出
读者可以看的句子，其余只占一个位置。本程序逐句重算：算到同一个承诺值的，就是方案里原有
的、一字未改的句子。不能由此看出：没有写出的句子说什么。
A plan's sentences are hashed, each with a random number of its own, and joined two by two
into one value. A pack shows the sentences that its reader may see. This program computes
that value again from each of them: a sentence that leads to it stands in the plan, word
for word. What is not shown stays unknown, and so does whether more should be.

只用标准库。Ends with 0 verified, 5 nothing wrong but the value was not compared with a
published one, 6 rejected.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from typing import Any


def of_line(line: str, salt: str) -> bytes:
    """The hash of a sentence with its random number (a byte 0 says: a sentence)."""
    number = bytes.fromhex(salt)
    if len(number) < 16:
        raise ValueError("a random number is too short")
    return hashlib.sha256(
        b"\0" + bytes([len(number)]) + number + line.encode()
    ).digest()


def of_two(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes (a byte 1 says: a node, so that none passes for the other)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaf: bytes, at: int, size: int, path: list[str]) -> str:
    """The value that a sentence, the one at ``at`` of ``size``, leads to."""
    here, beside = leaf, [bytes.fromhex(h) for h in path]
    while size > 1:
        if at ^ 1 < size:  # the last one of an odd number has nothing beside it
            other = beside.pop(0)
            here = of_two(other, here) if at % 2 else of_two(here, other)
        at, size = at // 2, (size + 1) // 2
    if beside:
        raise ValueError("a path is too long")
    return here.hex()


def sentences(pack: dict[str, Any]) -> list[str]:
    """The sentences of a pack, each proved. Raises ValueError at the first that is not."""
    size, places = int(pack["statements"]), [one["at"] for one in pack["opened"]]
    if len(set(places)) != len(places) or not all(0 <= at < size for at in places):
        raise ValueError("two sentences at one place, or one beside the plan")
    for one in pack["opened"]:
        leaf = of_line(one["line"], one["salt"])
        if root_of(leaf, one["at"], size, one["path"]) != pack["root"]:
            raise ValueError("不是方案中的句子 / not in the plan: " + one["line"][:80])
    return [one["line"] for one in pack["opened"]]


def main() -> int:
    """Check every pack named on the command line against the others and the root."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # consoles that know no Chinese
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("packs", nargs="+")
    parser.add_argument("--root", default="", help="公布的承诺值 / the published value")
    asked = parser.parse_args()
    roots = {asked.root.strip().lower()} - {""}
    for name in asked.packs:
        try:
            with open(name, encoding="utf-8") as file:
                pack = json.load(file)
            shown = [json.loads(line) for line in sentences(pack)]
            roots.add(pack["root"])
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            print(f"✗ {name}: {error}")
            return 6
        for said in shown:
            print(f"  {said['zh']}")
        kept = pack["statements"] - len(shown)
        print(f"✓ {name}：{len(shown)}句属实，{kept}句未公开 / proved, not shown")
        print(f"  承诺值 root {pack['root']}")
    if len(roots) != 1:
        print("✗ 不是同一方案 / not of one and the same plan")
        return 6
    if not asked.root:
        print("未与公布的承诺值核对（--root）/ not compared with a published value")
        return 5
    print("✓ 与公布的承诺值一致 / the published value")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Check every file of a bundle against SHA256SUMS and SM3SUMS; needs nothing else."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path


def wrong(folder: Path) -> list[str]:
    """What differs: files that are missing or changed."""
    found: list[str] = []
    for name, method in (("SHA256SUMS", "sha256"), ("SM3SUMS", "sm3")):
        if method not in hashlib.algorithms_available:
            print(f"此解释器不支持 {method}，未核对 {name} / {name} was not checked")
            continue
        for line in (folder / name).read_text("utf-8").splitlines():
            digest, path = line.split("  ", 1)
            file = folder / path
            if not file.is_file():
                found.append(f"{path}：缺少 / missing")
            elif hashlib.new(method, file.read_bytes()).hexdigest() != digest:
                found.append(f"{path}: {method} 不符 / differs")
    return found


if __name__ == "__main__":
    problems = wrong(Path(__file__).resolve().parent)
    print(
        "\n".join(problems)
        or "全部文件与校验和一致 / all files agree with the checksums"
    )
    sys.exit(bool(problems))

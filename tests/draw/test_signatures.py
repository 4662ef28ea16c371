"""Signatures of ours and of OpenSSH are the same: each accepts what the other made."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest

from lungang.draw.commit import Signer, read_public_key
from lungang.draw.faults import Refusal
from lungang.draw.signatures import (
    NAMESPACE,
    is_somebodys_key,
    new_key,
    sign,
    signature_holds,
)

TEXT = "承诺".encode()
TOOL = shutil.which("ssh-keygen")


def openssh(*words: object, text: bytes = b"") -> int:
    assert TOOL, "these tests compare with OpenSSH: install openssh-client"
    done = subprocess.run([TOOL, *map(str, words)], input=text, capture_output=True)
    return done.returncode


def test_openssh_accepts_ours_and_we_accept_its(tmp_path: Path) -> None:
    ours = tmp_path / "hr"
    public = new_key(ours, "hr")
    assert read_public_key(ours.with_name("hr.pub")) == public
    (tmp_path / "allowed").write_text(Signer("hr", public).line(), "utf-8")
    (tmp_path / "sig").write_bytes(sign(ours, TEXT))
    words = ("-Y", "verify", "-f", tmp_path / "allowed", "-I", "hr", "-n", NAMESPACE)
    assert openssh(*words, "-s", tmp_path / "sig", text=TEXT) == 0
    assert openssh(*words, "-s", tmp_path / "sig", text=b"other") != 0
    file = tmp_path / "text"
    file.write_bytes(TEXT)
    assert openssh("-Y", "sign", "-q", "-f", ours, "-n", NAMESPACE, file) == 0
    made = (tmp_path / "text.sig").read_bytes()
    assert signature_holds(public, TEXT, made)
    assert base64.b64decode(b"".join(made.splitlines()[1:-1])) == base64.b64decode(
        b"".join(sign(ours, TEXT).splitlines()[1:-1])
    )


def test_a_key_of_openssh_is_read(tmp_path: Path) -> None:
    key = tmp_path / "key"
    assert openssh("-q", "-t", "ed25519", "-N", "", "-f", key) == 0
    public = read_public_key(tmp_path / "key.pub")
    assert signature_holds(public, TEXT, sign(key, TEXT))


def test_what_is_no_signature_of_the_key(tmp_path: Path) -> None:
    one, two = new_key(tmp_path / "1", "1"), new_key(tmp_path / "2", "2")
    good = sign(tmp_path / "1", TEXT)
    assert signature_holds(one, TEXT, good)
    assert not signature_holds(two, TEXT, good)
    assert not signature_holds(one, TEXT + b" ", good)
    assert not signature_holds(one, TEXT, good + good)
    assert not signature_holds(one, TEXT, b"")
    for place in range(40, len(good) - 30, 7):
        bad = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        assert not signature_holds(one, TEXT, bad), place


def test_a_key_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "none").write_text("none", "utf-8")
    with pytest.raises(Refusal):
        sign(tmp_path / "none", TEXT)
    assert openssh("-q", "-t", "rsa", "-N", "", "-f", tmp_path / "rsa") == 0
    with pytest.raises(Refusal) as refused:
        sign(tmp_path / "rsa", TEXT)
    assert refused.value.code == "key"


def test_a_protected_key_is_left_to_openssh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key"
    assert openssh("-q", "-t", "ed25519", "-N", "secret", "-f", key) == 0
    asks = tmp_path / "ask"
    asks.write_text("#!/bin/sh\necho secret\n", "utf-8")
    asks.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(asks))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    assert signature_holds(read_public_key(tmp_path / "key.pub"), TEXT, sign(key, TEXT))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal) as refused:
        sign(key, TEXT)
    assert "ssh-keygen" in refused.value.words.en


NOBODYS = (
    "01" + 31 * "00", "00" * 32, "00" * 31 + "80", "ec" + 30 * "ff" + "7f",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "ee" + 30 * "ff" + "7f", "02" + 31 * "00",
)  # fmt: skip
"""Points of low order, one of them in a second writing, and no point at all."""


@pytest.mark.parametrize("point", NOBODYS)
def test_a_key_of_nobody_is_refused(point: str) -> None:
    head = b"\0\0\0\x0bssh-ed25519\0\0\0\x20"
    key = base64.b64encode(head + bytes.fromhex(point)).decode()
    assert not is_somebodys_key(f"ssh-ed25519 {key}")


def test_a_key_is_written_in_one_way(tmp_path: Path) -> None:
    keys = [new_key(tmp_path / str(number), "x") for number in range(8)]
    assert all(map(is_somebodys_key, keys))
    for wrong in (f"{keys[0]}=", keys[0][:-4], keys[0].replace("25519 ", "25519  "),
                  keys[0].replace("ed25519", "rsa"), ""):  # fmt: skip
        assert not is_somebodys_key(wrong)

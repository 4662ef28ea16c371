"""OpenSSH signatures (PROTOCOL.sshsig) with Ed25519 keys, on machines without OpenSSH too.

A key that a passphrase protects is read by ``ssh-keygen`` alone, which asks for it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

from lungang.draw.canonical_bytes import write_new
from lungang.draw.faults import Refusal

NAMESPACE = "forced-leave-draw"
_ENDS = (b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----")
_KIND = b"ssh-ed25519"
_FIELD = 2**255 - 19
_CURVE = -121665 * pow(121666, -1, _FIELD) % _FIELD


def _length(many: int) -> bytes:
    return many.to_bytes(4, "big")


def _packed(*parts: bytes) -> bytes:
    return b"".join(_length(len(part)) + part for part in parts)


def _covered(message: bytes) -> bytes:
    """What is signed: namespace, reserved, hash, hashed message."""
    hashed = hashlib.sha512(message).digest()
    return b"SSHSIG" + _packed(NAMESPACE.encode(), b"", b"sha512", hashed)


def _before(public: bytes) -> bytes:
    """A signature's file up to the signature itself."""
    return b"SSHSIG" + _length(1) + _packed(public, NAMESPACE.encode(), b"", b"sha512")


def is_somebodys_key(public_key: str) -> bool:
    """Whether ``ssh-ed25519 …`` is a key that only the holder of a secret can sign under.

    Under a point of low order one signature fits every text (RFC 8032, section 8.8).
    """
    text = public_key.removeprefix("ssh-ed25519 ")
    try:
        blob = base64.b64decode(text, validate=True)
    except ValueError:
        return False
    if base64.b64encode(blob).decode() != text:
        return False  # a second writing of a key
    whole = int.from_bytes(blob[-32:], "little")
    y = whole & (2**255 - 1)
    if blob[:-32] != _packed(_KIND) + _length(32) or y >= _FIELD:
        return False
    square = (y * y - 1) * (
        _CURVE * y * y + 1
    )  # of the other coordinate, times a square
    if pow(square, (_FIELD - 1) // 2, _FIELD) != 1:
        return False  # no point of the curve, or its unit
    for _ in range(3):
        y = _of_twice(y)
    return y != 1  # eight times the point is not the unit


def _of_twice(y: int) -> int:
    """The coordinate y of a point added to itself."""
    x2 = (y * y - 1) * pow(_CURVE * y * y + 1, -1, _FIELD)
    return (y * y + x2) * pow(1 - _CURVE * x2 * y * y, -1, _FIELD) % _FIELD


def new_key(path: Path, comment: str) -> str:
    """Write a key pair, ``path`` for its holder alone and ``path.pub``; the public key.

    Raises FileExistsError.
    """
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    plain = forms.NoEncryption()
    private = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.OpenSSH, plain)
    public = key.public_key().public_bytes(
        forms.Encoding.OpenSSH, forms.PublicFormat.OpenSSH
    )
    write_new(path, private)
    write_new(path.with_name(f"{path.name}.pub"), public + f" {comment}\n".encode())
    return public.decode()


def sign(key: Path, message: bytes) -> bytes:
    """A signature in our namespace; the private key stays in its file."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        found = forms.load_ssh_private_key(key.read_bytes(), None)
    except (TypeError, UnsupportedAlgorithm):  # protected by a passphrase
        return _signed_by_openssh(key, message)
    except ValueError as error:
        raise Refusal("sign", f"{key}不是私钥", f"{key} is no private key") from error
    if not isinstance(found, Ed25519PrivateKey):
        raise Refusal("key", f"{key}不是 ssh-ed25519", f"{key} is not ssh-ed25519")
    raw = found.public_key().public_bytes_raw()
    made = _packed(_packed(_KIND, found.sign(_covered(message))))
    return _armoured(_before(_packed(_KIND, raw)) + made)


def _armoured(blob: bytes) -> bytes:
    """The one form of a signature's file: lines of 70 signs, as ssh-keygen writes it."""
    text = base64.b64encode(blob)
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return b"\n".join([_ENDS[0], *lines, _ENDS[1], b""])


def in_one_form(signature: bytes) -> bytes:
    """A signature made elsewhere in the form that is kept, whatever its line ends; what
    is none stays as it is, and does not hold."""
    words = signature.strip().removeprefix(_ENDS[0]).removesuffix(_ENDS[1])
    try:
        return _armoured(base64.b64decode(b"".join(words.split()), validate=True))
    except ValueError:
        return signature


def _signed_by_openssh(key: Path, message: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "message"
        file.write_bytes(message)
        words = ["-Y", "sign", "-q", "-f", os.fspath(key), "-n", NAMESPACE, str(file)]
        try:
            done = subprocess.run(
                ["ssh-keygen", *words], stderr=subprocess.PIPE, check=False
            )
        except FileNotFoundError as error:
            raise Refusal(
                "sign",
                "私钥有口令，须装 OpenSSH（ssh-keygen）才能签署",
                "a key with a passphrase needs OpenSSH (ssh-keygen)",
            ) from error
        if done.returncode:
            raise Refusal(
                "sign", "签名未成功", done.stderr.decode(errors="replace").strip()
            )
        return file.with_name("message.sig").read_bytes()


def signature_holds(public_key: str, message: bytes, signature: bytes) -> bool:
    """Whether a signature's file is this key's, in our namespace, over the message.

    ``public_key`` is ``ssh-ed25519 …`` as an OpenSSH file has it.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    own = base64.b64decode(public_key.split(" ")[1])
    expected = _before(own) + _length(83) + _packed(_KIND) + _length(64)
    try:
        blob = base64.b64decode(b"".join(signature.split(b"\n")[1:-2]), validate=True)
        if blob[:-64] != expected or _armoured(blob) != signature:  # written otherwise
            return False
        key = Ed25519PublicKey.from_public_bytes(own[-32:])
        key.verify(blob[-64:], _covered(message))
    except (InvalidSignature, ValueError):
        return False
    return True

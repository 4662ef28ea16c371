"""Outside time stamps (RFC 3161): who else saw the commitment, and when.

A request carries the SHA-256 of commit.json to any time-stamping authority; its answer
is kept.  An answer holds if it is over these bytes, its signature is the authority's,
the authority's certificate is for time stamping and was valid then, and the time lies
between the commitment and the first instant at which any value can exist.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lungang.draw.faults import Refusal

MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError)
CLOCKS_DIFFER = timedelta(minutes=10)
"""How far the authority's clock may lie before the machine's."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer states: over which hash, and when."""

    imprint: bytes
    moment: datetime


def stamp_query(message: bytes) -> bytes:
    """The request over some bytes, for any authority; asks for its certificate."""
    from asn1crypto import algos, tsp

    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": hashlib.sha256(message).digest(),
            },
            "nonce": secrets.randbits(63),
            "cert_req": True,
        }
    )
    return bytes(request.dump())


def read_stamp(data: bytes) -> Stamp:
    """What an answer states, its signature unchecked; Refusal if it cannot be read."""
    _, info = _opened(data)
    imprint = info["message_imprint"]["hashed_message"].native
    return Stamp(bytes(imprint), info["gen_time"].native.astimezone(UTC))


def require_stamp(
    data: bytes, message: bytes, authority: bytes, after: datetime, before: datetime
) -> Stamp:
    """The stamp, if everything about it holds; Refusal naming what does not.

    ``authority`` holds the authority's certificates (PEM): its own, or the one that
    issued it.
    """
    signed, info = _opened(data)
    found = read_stamp(data)
    kind = info["message_imprint"]["hash_algorithm"]["algorithm"].native
    if kind != "sha256":
        raise Refusal("stamp", f"时间戳的散列算法是{kind}，应为 SHA-256",
                      f"a stamp over a hash of {kind}, not SHA-256")  # fmt: skip
    if found.imprint != hashlib.sha256(message).digest():
        raise Refusal("stamp", "时间戳不是盖在这份承诺上的", "a stamp over other bytes")
    if not after - CLOCKS_DIFFER <= found.moment < before:
        raise Refusal(
            "stamp-time",
            f"时间戳的时间{found.moment.isoformat()}不在承诺与公共数值之间",
            f"its time {found.moment.isoformat()} is not between commitment and value",
        )
    _require_signature(signed, info, authority, found.moment)
    return found


def _opened(data: bytes) -> tuple[Any, Any]:
    """The SignedData and the TSTInfo inside an answer."""
    from asn1crypto import tsp

    try:
        answer = tsp.TimeStampResp.load(data, strict=True)
        if answer["status"]["status"].native not in ("granted", "granted_with_mods"):
            raise ValueError("not granted")
        signed = answer["time_stamp_token"]["content"]
        info = signed["encap_content_info"]["content"].parsed
        if not isinstance(info, tsp.TSTInfo):
            raise ValueError("no time-stamp token")
        _ = info["gen_time"].native  # a malformed time is told here
    except MALFORMED as error:
        raise Refusal(
            "stamp", "时间戳响应读不懂或未获准", f"the answer cannot be used: {error}"
        ) from error
    return signed, info


def _require_signature(signed: Any, info: Any, authority: bytes, at: datetime) -> None:
    from asn1crypto import cms
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        trusted = x509.load_pem_x509_certificates(authority)
        signer = signed["signer_infos"][0]
        attributes = {a["type"].native: a["values"] for a in signer["signed_attrs"]}
        algorithm = signer["digest_algorithm"]["algorithm"].native
        stated = attributes["message_digest"][0].native
        if hashlib.new(algorithm, info.dump()).digest() != stated:
            raise ValueError("its digest is another")
        covered = cms.CMSAttributes(signer["signed_attrs"]).untag().dump()
        inside = [
            x509.load_der_x509_certificate(c.chosen.dump())
            for c in signed["certificates"]
        ]
        own = _certificate(signer, [*inside, *trusted])
        _verify(own.public_key(), signer["signature"].native, covered, algorithm)
        _require_trusted(own, trusted, at)
    except (
        *MALFORMED, InvalidSignature, UnsupportedAlgorithm,
        x509.ExtensionNotFound, x509.DuplicateExtension,
    ) as error:  # fmt: skip
        raise Refusal(
            "stamp",
            "时间戳机构的签名或证书不成立",
            f"the authority's signature or certificate does not hold: {error}",
        ) from error


def _certificate(signer: Any, known: list[Any]) -> Any:
    """The certificate the answer names, by its serial number."""
    serial = signer["sid"].chosen["serial_number"].native
    found = [one for one in known if one.serial_number == serial]
    if not found:
        raise ValueError("its certificate is not at hand")
    return found[0]


def _verify(key: Any, signature: bytes, covered: bytes, algorithm: str) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    chosen = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(),
              "sha512": hashes.SHA512()}[algorithm]  # fmt: skip
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, covered, padding.PKCS1v15(), chosen)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, covered, ec.ECDSA(chosen))
    else:
        raise ValueError("a kind of key not known here")


def _require_trusted(own: Any, trusted: list[Any], at: datetime) -> None:
    """For time stamping, valid at the time, and known or issued by one that is."""
    from cryptography import x509

    usage = own.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if x509.oid.ExtendedKeyUsageOID.TIME_STAMPING not in usage:
        raise ValueError("its certificate is not for time stamping")
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
        raise ValueError("its certificate was not valid then")
    if own in trusted:
        return
    for issuer in trusted:
        if issuer.subject == own.issuer:
            own.verify_directly_issued_by(issuer)
            return
    raise ValueError("its certificate is of another authority")

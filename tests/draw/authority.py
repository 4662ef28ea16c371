"""A time-stamping authority of the tests' own (RFC 3161), any time on its clock."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as names
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


class Authority:
    """Self-signed, for time stamping only."""

    def __init__(self, name: str) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        usage = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])
        self._own = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.pem = self._own.public_bytes(serialization.Encoding.PEM)

    def answer(self, query: bytes, moment: datetime) -> bytes:
        """The response to a request, stamped with that time."""
        asked = tsp.TimeStampReq.load(query)
        info = tsp.TSTInfo(
            {
                "version": "v1", "policy": "1.2.3.4.1",
                "message_imprint": asked["message_imprint"], "serial_number": 1,
                "gen_time": moment, "nonce": asked["nonce"],
            }
        )  # fmt: skip
        der = self._own.public_bytes(serialization.Encoding.DER)
        own = names.Certificate.load(der)
        digest = hashlib.sha256(info.dump()).digest()
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [core.OctetString(digest)]},
            ]
        )
        made = self._key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    "issuer_and_serial_number",
                    {"issuer": own.issuer, "serial_number": own.serial_number},
                ),
                "digest_algorithm": sha256, "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
                "signature": made,
            }
        )  # fmt: skip
        signed = cms.SignedData(
            {
                "version": "v3", "digest_algorithms": [sha256],
                "encap_content_info": {"content_type": "tst_info", "content": info},
                "certificates": [own], "signer_infos": [signer],
            }
        )  # fmt: skip
        return bytes(
            tsp.TimeStampResp(
                {
                    "status": {"status": "granted"},
                    "time_stamp_token": {
                        "content_type": "signed_data", "content": signed
                    },
                }
            ).dump()
        )  # fmt: skip

"""Signing in with the organisation's own identity service (OpenID Connect).

``LUNGANG_DESK_OIDC`` names a file of JSON::

    {"authorization": "https://id.example.cn/auth", "token": "https://id.example.cn/token",
     "userinfo": "https://id.example.cn/userinfo", "keys": "https://id.example.cn/jwks",
     "client": "lungang", "secret": "...", "claim": "preferred_username"}

Whoever the service vouches for is the account of that name, if the administrator made
one and it is open: no account is made by signing in, and roles stay the desk's own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, HttpUrl

__all__ = ["REFUSED", "settings_of"]

REFUSED = "/login/?refused=1"
"""Where somebody lands whom the service did not vouch for."""


class Service(BaseModel):
    """The file: the four addresses of the service, and what it knows the desk as."""

    model_config = ConfigDict(extra="forbid")

    authorization: HttpUrl
    token: HttpUrl
    userinfo: HttpUrl
    keys: HttpUrl
    client: str
    secret: str
    claim: str = "preferred_username"
    algorithm: str = "RS256"


def settings_of(file: Path) -> dict[str, Any]:
    """The settings that a file stands for.

    Raises ``OSError`` where it cannot be read, ``ValueError`` for what is no such file.
    """
    of = Service.model_validate(json.loads(file.read_text("utf-8")))
    return {
        "OIDC_OP_AUTHORIZATION_ENDPOINT": str(of.authorization),
        "OIDC_OP_TOKEN_ENDPOINT": str(of.token),
        "OIDC_OP_USER_ENDPOINT": str(of.userinfo),
        "OIDC_OP_JWKS_ENDPOINT": str(of.keys),
        "OIDC_RP_CLIENT_ID": of.client,
        "OIDC_RP_CLIENT_SECRET": of.secret,
        "OIDC_RP_SIGN_ALGO": of.algorithm,
        "OIDC_RP_SCOPES": "openid profile",
        "OIDC_CREATE_USER": False,
        "OIDC_USE_PKCE": True,
        "OIDC_CLAIM": of.claim,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "identity-back",
        "LOGIN_REDIRECT_URL_FAILURE": REFUSED,
    }

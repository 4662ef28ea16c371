"""Signing in with an identity service of the organisation: one of our own stands in."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client, override_settings

from lungang.web.identity import settings_of

pytestmark = pytest.mark.usefixtures("taken_back")
BACKENDS = ["django.contrib.auth.backends.ModelBackend",
            "lungang.web.service.identity.Accounts"]  # fmt: skip
KEY = rsa.generate_private_key(65537, 2048)
OTHERS = rsa.generate_private_key(65537, 2048)


class Service(HTTPServer):
    """An identity service that vouches for ``name`` and signs with ``key``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.name, self.key, self.nonce = "guyan", KEY, ""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """What it answers."""

    server: Service

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """The token for a code."""
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        claims = {"sub": "1", "aud": "lungang", "iat": now, "exp": now + 60,
                  "iss": self.server.url, "nonce": self.server.nonce}  # fmt: skip
        token = jwt.encode(claims, self.server.key, "RS256", {"kid": "1"})
        self._say({"id_token": token, "access_token": "a"})

    def do_GET(self) -> None:
        """The keys, or who it is."""
        if self.path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
            self._say({"keys": [{**public, "kid": "1", "alg": "RS256"}]})
        else:
            self._say({"sub": "1", "preferred_username": self.server.name})

    def _say(self, what: Any) -> None:
        text = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """The service, and a desk that knows it."""
    made = Service()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    addresses = {"authorization": "/auth", "token": "/token", "userinfo": "/who",
                 "keys": "/keys"}  # fmt: skip
    file = tmp_path / "identity.json"
    told = {name: made.url + path for name, path in addresses.items()}
    file.write_text(json.dumps({**told, "client": "lungang", "secret": "s"}))
    with override_settings(
        OIDC=str(file), AUTHENTICATION_BACKENDS=BACKENDS, **settings_of(file)
    ):
        yield made
    made.shutdown()
    thread.join()
    made.server_close()


def signed_in(service: Service, client: Client) -> Any:
    """Through the service and back."""
    there = client.get("/identity/")
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert there["Location"].startswith(f"{service.url}/auth?")
    service.nonce = asked["nonce"][0]
    return client.get("/identity/back/", {"code": "c", "state": asked["state"][0]})


def test_an_account_of_the_desk_comes_in_without_a_password(
    service: Service, person: Callable[..., Any]
) -> None:
    from lungang.web.models import Entry

    user = person("guyan", "hr").user
    user.must_change = True  # nobody ever used its one-time password
    user.save()
    client = Client()
    assert "统一身份认证登录" in client.get("/login/").content.decode()
    assert signed_in(service, client)["Location"] == "/"
    assert client.get("/").status_code == 200
    last = Entry.objects.order_by("-seq")[0]
    assert (last.who, last.act) == ("guyan", "sign-in")


@pytest.mark.parametrize("why", ["no account", "closed", "other key", "no name"])
def test_nobody_else_comes_in(
    service: Service, person: Callable[..., Any], why: str
) -> None:
    from lungang.web.models import User

    user = person("guyan", "hr").user
    if why == "closed":
        user.is_active = False
        user.save()
    service.name = {"no account": "someone", "no name": ""}.get(why, "guyan")
    service.key = OTHERS if why == "other key" else KEY
    client, accounts = Client(), User.objects.count()
    answer = signed_in(service, client)
    assert answer["Location"] == "/login/?refused=1"
    assert "没有为您开设账号" in client.get(answer["Location"]).content.decode()
    assert client.get("/").status_code == 302
    assert User.objects.count() == accounts


def test_a_state_that_nobody_asked_for_is_refused(service: Service) -> None:
    client = Client()
    client.get("/identity/")
    answer = client.get("/identity/back/", {"code": "c", "state": "x"})
    assert answer["Location"] == "/login/?refused=1"


def test_without_a_service_there_is_no_such_page() -> None:
    assert Client().get("/identity/").status_code == 404
    assert "统一身份认证" not in Client().get("/login/").content.decode()


@pytest.mark.parametrize("text", ["", "{}", '{"token": "x"}'])
def test_a_file_that_is_none_is_refused_before_the_desk_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    from lungang.web import serving

    file = tmp_path / "identity.json"
    file.write_text(text)
    monkeypatch.setenv("LUNGANG_DESK_OIDC", str(file))
    with pytest.raises(serving.NoIdentityFile):
        serving.serve(0, print)

"""Somebody at the desk without a browser: a session that asks for pages and sends forms."""

from __future__ import annotations

import re
from typing import Any

import requests

from web.desk_process import Desk

PASSWORD = "云溪-轮岗-2027-x"


class Clerk:
    """Somebody at a browser that follows no script: a session and its pages."""

    def __init__(self, desk: Desk, name: str) -> None:
        self.desk, self.name, self.http = desk, name, requests.Session()

    def get(self, path: str) -> str:
        answer = self.http.get(self.desk.url + path, timeout=60)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def post(self, path: str, given: Any, files: Any = None) -> requests.Response:
        """What the desk answers; a refusal fails the test."""
        token = self.http.cookies.get("csrftoken") or ""
        answer = self.http.post(
            self.desk.url + path, {**given, "csrfmiddlewaretoken": token}, files=files,
            timeout=60,
        )  # fmt: skip
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer

    def sign_in(self, password: str) -> None:
        self.get("/login/")
        self.post("/login/", {"username": self.name, "password": password})

    def own_password(self, given: str) -> None:
        self.sign_in(given)
        self.get("/password/")
        new = {
            "old_password": given,
            "new_password1": PASSWORD,
            "new_password2": PASSWORD,
        }
        self.post("/password/", new)

    def new_account(self, name: str, *roles: str) -> str:
        """Made by an administrator; its one-time password."""
        self.get("/accounts/")
        page = self.post("/accounts/new/", {"name": name, "role": roles}).text
        found = re.search(r'class="hash">([^<]+)</span></b>', page)
        assert found is not None, page
        return found[1]

    def hand_in(self, cycle: int, data: bytes) -> None:
        """A workbook handed in and taken."""
        file = {"file": ("book.xlsx", data)}
        preview = self.post(f"/cycle/{cycle}/upload/", {}, file)
        path = preview.url.removeprefix(self.desk.url)
        self.post(path.replace("preview", "adopt"), {})

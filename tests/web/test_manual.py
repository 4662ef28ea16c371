"""The documentation in the desk: read without an account, and nothing beside it."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.mark.usefixtures("taken_back")
def test_the_documentation_is_read_without_an_account(tmp_path: Path) -> None:
    from django.test import Client, override_settings

    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<p>手册</p>", "utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    client = Client()
    assert client.get("/manual/").status_code == 404
    assert "使用手册" not in client.get("/login/").content.decode()
    with override_settings(MANUAL=str(tmp_path / "site")):
        page = client.get("/manual/")
        assert "手册" in b"".join(page.streaming_content).decode()
        assert "script-src 'self' 'sha256-" in page["Content-Security-Policy"]
        assert "使用手册" in client.get("/login/").content.decode()
        for path in ("../secret.txt", "%2e%2e/secret.txt", "/etc/passwd"):
            assert client.get(f"/manual/{path}").status_code in (400, 404), path
        assert client.post("/manual/").status_code == 405

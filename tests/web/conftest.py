"""One desk for all fast tests: a database of its own, each test taken back at its end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(tempfile.mkdtemp(prefix="desk-"))


@pytest.fixture(scope="session")
def _desk() -> Iterator[None]:
    os.environ["LUNGANG_DESK"] = str(_FOLDER)
    for name in ("LUNGANG_DESK_HOSTS", "LUNGANG_DESK_PG"):
        os.environ.pop(name, None)
    if "LUNGANG_TEST_PG" in os.environ:  # the same tests on PostgreSQL
        os.environ["LUNGANG_DESK_PG"] = os.environ["LUNGANG_TEST_PG"]
    from lungang.web import serving

    umask = os.umask(0o077)
    serving.ready()
    os.umask(umask)
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
    yield
    shutil.rmtree(_FOLDER, ignore_errors=True)


@pytest.fixture
def taken_back(_desk: None) -> Iterator[None]:
    from django.db import transaction

    from lungang.web.service import boards, books, scenarios

    with transaction.atomic():
        books.forget()
        scenarios.forget()
        boards.forget()
        yield
        transaction.set_rollback(True)
    books.forget()
    scenarios.forget()
    boards.forget()


@pytest.fixture
def person(taken_back: None) -> Callable[..., Any]:
    """Makes an account with groups, signed in at a client of its own."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from lungang.web.models import User

    def make(name: str, *groups: str) -> Any:
        user = User.objects.create_user(name, password="x")
        user.groups.set(Group.objects.filter(name__in=groups))
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook of an invented bureau of sixty, with families."""
    from lungang.jobs.reading import write_invented

    file = tmp_path_factory.mktemp("book") / "book.xlsx"
    write_invented(file, (60, 1, False))
    return file.read_bytes()


@pytest.fixture(scope="session")
def solved(sample: bytes) -> tuple[str, str]:
    """A plan of it: its text and its status."""
    from lungang.jobs.limits import Limits
    from lungang.jobs.sheets import opened
    from lungang.jobs.solving import plan

    found = plan(opened(sample, "x.xlsx").problem(), Limits(time_limit=20))
    return found.to_json(), found.status


@pytest.fixture
def cycle(person: Callable[..., Any], sample: bytes) -> Any:
    """A cycle with the sample bureau in it, made by ``guyan`` of HR."""
    from lungang.web.service import books

    hr = person("guyan", "hr")
    made = books.begin(hr.user, "2027年度轮岗")
    books.adopt(hr.user, made, sample, "示例.xlsx")
    made.hr = hr
    return made

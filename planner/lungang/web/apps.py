"""The desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class Desk(AppConfig):
    """The one application of the desk."""

    name = "lungang.web"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to signing in and out, which the log tells as well."""
        from lungang.web.service import sessions

        sessions.listen()

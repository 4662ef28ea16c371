"""Signing in with the organisation's own identity service: there, and back."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from lungang.web.identity import REFUSED


@login_not_required
@require_GET
def begin(request: HttpRequest) -> HttpResponseBase:
    """Go to the service, with a state that only this browser knows."""
    if not settings.OIDC:
        raise Http404
    from mozilla_django_oidc.views import OIDCAuthenticationRequestView

    return OIDCAuthenticationRequestView.as_view()(request)


@login_not_required
@require_GET
def back(request: HttpRequest) -> HttpResponseBase:
    """Come back from it: to the first page, or to signing in where it said no."""
    if not settings.OIDC:
        raise Http404
    from mozilla_django_oidc.views import OIDCAuthenticationCallbackView
    from requests import RequestException

    try:
        return OIDCAuthenticationCallbackView.as_view()(request)
    except (SuspiciousOperation, RequestException):  # forged, or the service is away
        return redirect(REFUSED)

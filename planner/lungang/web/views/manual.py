"""The documentation, where this installation carries it: read by anybody, offline."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

THEME = "'sha256-ySvT2PEZeueHGC1y2crNuNTfphBynFPP7i+U21fEgX0='"
"""The one script that its pages hold inline: it takes the reader's choice of colours."""


@login_not_required
@require_safe
@csp_replace(
    {
        "script-src": [SELF, THEME],
        "style-src": [SELF, "'unsafe-inline'"],  # its colours stand in the pages
    }
)
def manual(request: HttpRequest, path: str = "index.html") -> HttpResponseBase:
    """A file of the documentation site; 404 where none came with the program."""
    if not settings.MANUAL:
        raise Http404
    return serve(request, path, document_root=settings.MANUAL)

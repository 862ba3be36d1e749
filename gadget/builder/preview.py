"""The gadget beside the form: the page, the list and the filters that embeds have, of what is not saved yet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from rest_framework import exceptions

from gadget import api
from gadget.builder import drafts
from gadget.models import Gadget
from gadget.views import framed
from streams.actions.base import ActionError
from streams.conf import conf
from streams.feed import saved
from streams.models import Versions, Viewer
from streams.web.pages import Listing
from streams.web.problems import error_response
from streams.web.reader import Reader


@require_safe
@xframe_options_sameorigin
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page inside the frame. All that it is told stands in its address, as for any gadget; our own pages only."""
    if not drafts.may_build(request.user):
        raise Http404
    here = f"{request.scheme}://{request.get_host()}"
    gadget = Gadget(slug=slug, title="Preview", limit=conf.max_page_size, origins=[here])
    return framed(request, gadget, src=reverse("gadget-preview-server"))


class OfDraft(api.GadgetView):
    """What the draft in the bearer token lists, to whoever makes it."""

    def reader(self, version: Versions) -> Reader:
        token = self.request.headers.get("Authorization", "").removeprefix("Bearer ")
        draft = drafts.read(token) if token.startswith(drafts.PREFIX) else None
        if draft is None:
            raise exceptions.AuthenticationFailed("This preview is over.", code="invalid_token")
        self.draft = draft
        return Reader(Viewer.of(draft.user, frozenset({"act"}), draft.actions, is_framed=True), ends=draft.ends)

    def listing(self, reader: Reader, version: Versions) -> Listing:
        return Listing(self.request.path, self.draft.title, self.draft.limit, saved.read(self.draft.filters, version))


class DraftFilters(OfDraft, api.GadgetFilters):
    pass


class DraftFilterValues(OfDraft, api.GadgetFilterValues):
    pass


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else a gadget asks its server: nothing happens in a preview."""
    if request.method in {"GET", "HEAD"}:
        raise Http404
    return error_response(ActionError("This is a preview: nothing is done here.", "conflict"))

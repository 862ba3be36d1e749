"""A button for one row, wherever the row is shown: it does what the action does with those that were ticked."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from streams.admin.base import Page


class HasButtons(Page):
    # Names among `actions`; who may run the action may press it.
    buttons: ClassVar[tuple[str, ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.press_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_press"
        return [path("<int:pk>/press/<slug:button>/", view, name=name), *super().get_urls()]

    @method_decorator(require_POST)
    def press_view(self, request: HttpRequest, pk: int, button: str) -> HttpResponseBase:
        action = self.get_actions(request).get(button) if button in self.buttons else None
        row = self.get_queryset(request).filter(pk=pk)
        if action is None or not row.exists():
            raise Http404
        press: Any = action[0]
        return press(self, request, row) or HttpResponseRedirect(self._back(request, pk))

    def _back(self, request: HttpRequest, pk: int) -> str:
        """To the page that the button was on."""
        page = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
            return page
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])

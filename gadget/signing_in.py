"""The window that a gadget opens for its reader to sign in: our own page, never framed, where cookies work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from gadget import sign_ins
from gadget.models import Gadget

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


class SignInPage(LoginView):
    """GET ?origin=…&challenge=…: who has no session signs in first; then they say whether this page may show theirs."""

    template_name = "gadget/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.gadget = get_object_or_404(Gadget, slug=kwargs["slug"])
        self.origin, self.challenge = request.GET.get("origin", ""), request.GET.get("challenge", "")
        if not sign_ins.is_challenge(self.challenge):
            raise Http404
        if self.origin not in [*self.gadget.origins, f"{request.scheme}://{request.get_host()}"]:
            raise PermissionDenied("This page is not on the gadget's list.")
        response = super().dispatch(request, *args, **kwargs)
        # Any other policy would take the frame that opened this window away from it. This page only, no other.
        response["Cross-Origin-Opener-Policy"] = "unsafe-none"
        response["Content-Security-Policy"] = CSP
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return self._page("gadget/sign_in_asks.html")
        if settings.LOGIN_URL != "admin:login":
            # Single sign-on of the project's own.
            return redirect_to_login(request.get_full_path())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return super().post(request, *args, **kwargs)
        if "compared" in request.POST:
            return self._compared()
        session = request.session.session_key or ""
        code = sign_ins.approve(self.gadget, request.user, session, self.origin, self.challenge)
        return self._page("gadget/sign_in_agreed.html", code=code, word=sign_ins.check_word(self.challenge))

    def _compared(self) -> HttpResponse:
        in_time = sign_ins.compare(self.gadget, self.request.user, self.challenge)
        return self._page("gadget/sign_in_done.html", in_time=in_time)

    def _page(self, template: str, **context: Any) -> HttpResponse:
        return render(self.request, template, self.get_context_data(form=None) | context)

    def get_success_url(self) -> str:
        """Here again, now with a session."""
        return self.request.get_full_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "gadget": self.gadget, "origin": self.origin}

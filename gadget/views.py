"""Pages: the embedded one, and the demo dashboard that embeds it."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from gadget import bundle, oembed, preferences, tokens, use
from gadget.models import Gadget
from streams.feed.scripts import scripted
from streams.languages import current
from streams.models import ActionHandler, Version
from streams.rendering import timestamp

DEMO_GADGET = "team"
DEMO_PERSON = "demo"

EMBED_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
    "trusted-types lit-html activity-streams{more}; frame-ancestors {ancestors}"
)


@require_safe
@xframe_options_exempt
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The page inside the frame. The gadget lists who may frame it; browsers enforce that (frame-ancestors)."""
    gadget = get_object_or_404(Gadget, slug=slug)
    if (page := use.page_of(request, request.GET.get("origin", ""))) in gadget.origins:
        use.note(slug, page)
    return framed(request, gadget, src="", discovery=oembed.discovery(request) if gadget.origins else "")


def framed(request: HttpRequest, gadget: Gadget, src: str, discovery: str = "") -> HttpResponse:
    """A gadget, saved or not, as its page asks for it; `src` is where it finds its server."""
    asked, origin = preferences.read(request.GET).over(gadget.look), request.GET.get("origin", "")
    context = {
        "gadget": gadget,
        # The plain path: its parts name it so, and under two names it would run twice.
        "element": settings.STATIC_URL + bundle.element(),
        # What only a wall wears, it waits for.
        "wall": settings.STATIC_URL + bundle.part("wallboard") if ("view", "wallboard") in asked.more else "",
        "src": src,
        # A hint of whom to talk to; a page that may not frame us gets no messages either.
        "host_origin": _listed(gadget, origin),
        "container_origin": _listed(gadget, preferences.origin_of(request.GET.get("parent", ""))),
        # As the page around it; text of either direction stands as it is (dir=auto).
        "is_rtl": request.GET.get("dir") == "rtl",
        # The gadget speaks the language of its page.
        "lang": asked.lang or current(),
        "theme": asked.theme or gadget.theme,
        "limit": min(asked.limit or gadget.limit, gadget.limit),
        "heading": asked.heading or gadget.title,
        "more": asked.more,
        "oembed": discovery,
    }
    response = render(request, "gadget/embed.html", context)
    ancestors = " ".join(["'self'", *gadget.origins])
    response["Content-Security-Policy"] = EMBED_CSP.format(ancestors=ancestors, more=_more_policies())
    return response


def _more_policies() -> str:
    """Scripts for the original write HTML as text: a default policy cleans it (gadget/frontend, sanitized.ts)."""
    originals = (handler.script_style == ActionHandler.Style.ORIGINAL for handler in scripted(Version.now()))
    return " default" if any(originals) else ""


def _listed(gadget: Gadget, origin: str) -> str:
    return origin if origin in gadget.origins else ""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where a person who types the bare address wants to be."""
    return redirect("demo" if settings.DEMO else "admin:index")


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Somebody's dashboard: on 127.0.0.1, so that the gadget on localhost is another site to the browser."""
    _only_in_demo()
    host, port = request.get_host().partition(":")[::2]
    if host != "127.0.0.1":
        return HttpResponseRedirect(f"http://127.0.0.1:{port or 80}{reverse('demo')}")
    origin = f"http://localhost:{port or 80}"
    context = {
        "gadget_origin": origin,
        "gadget": DEMO_GADGET,
        "token_url": reverse("demo-token"),
        "demo_username": "admin",
        "post_url": origin + reverse("thirdparty-activities"),
    }
    return render(request, "gadget/demo.html", context)


@require_safe
def demo_token(request: HttpRequest) -> JsonResponse:
    """What a real dashboard's server does: it knows who is looking and mints a token for them."""
    _only_in_demo()
    gadget = get_object_or_404(Gadget, slug=DEMO_GADGET)
    token, expires = tokens.mint(gadget, get_object_or_404(get_user_model(), username=DEMO_PERSON))
    return JsonResponse({"token": token, "expires_at": timestamp(expires)}, headers={"Cache-Control": "no-store"})


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404

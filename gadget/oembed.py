"""oEmbed 1.0 (https://oembed.com): whoever is given a gadget's address asks here for the frame to put in its place."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from lxml import etree

from gadget import addresses
from gadget.models import Gadget
from gadget.snippets import frame
from streams.sanitizing import plain
from streams.web.pages import server_address

WIDTH, HEIGHT = 600, 480
# A frame that is smaller shows nothing.
SMALLEST = 80
CACHE_SECONDS = 3600
XML = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """GET ?url=…&maxwidth=…&maxheight=…&format=json|xml."""
    form = request.GET.get("format", "json")
    if form not in {"json", "xml"}:
        return _refused(501, "The forms are json and xml.")
    address = addresses.read(request.GET.get("url", ""), request)
    gadget = Gadget.objects.filter(slug=address.slug).first() if address else None
    if address is None or gadget is None:
        return _refused(404, "No gadget of this server has this address.")
    if not gadget.origins:
        return _refused(401, "Only pages of this server may frame this gadget.")
    answer = _answer(request, gadget, address.on(request))
    response = _xml(answer) if form == "xml" else JsonResponse(answer)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def discovery(request: HttpRequest) -> str:
    """Where to ask about the gadget's page that this request is for."""
    address = addresses.read(request.build_absolute_uri(), request)
    query = urlencode({"url": address.on(request)}) if address else ""
    return f"{request.build_absolute_uri(reverse('oembed'))}?{query}"


def _refused(status: int, why: str) -> HttpResponse:
    return HttpResponse(f"{why}\n", status=status, content_type="text/plain; charset=utf-8")


def _answer(request: HttpRequest, gadget: Gadget, url: str) -> dict[str, Any]:
    width, height = _at_most(request, "maxwidth", WIDTH), _at_most(request, "maxheight", HEIGHT)
    return {
        "type": "rich",
        "version": "1.0",
        "title": gadget.title,
        "provider_name": "Activity Streams",
        "provider_url": server_address(request) + "/",
        "cache_age": CACHE_SECONDS,
        "width": width,
        "height": height,
        "html": frame(url, gadget.title, width, height),
    }


def _at_most(request: HttpRequest, name: str, usual: int) -> int:
    """What is no number is no wish: consumers send what their users typed."""
    text = request.GET.get(name, "")
    wish = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else usual
    return max(SMALLEST, min(wish, usual))


def _xml(answer: dict[str, Any]) -> HttpResponse:
    root = etree.Element("oembed")
    for name, value in answer.items():
        etree.SubElement(root, name).text = plain(str(value))
    return HttpResponse(XML + etree.tostring(root, encoding="unicode"), content_type="text/xml; charset=utf-8")

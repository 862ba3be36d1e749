"""The gadget as OpenSocial wants it, for dashboards that still take a gadget XML: the original's preferences, our page.

A container shows the page that `Content` names and adds the preferences to its address, as `up_title=…`.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe
from lxml import etree

from gadget.models import Gadget
from streams.sanitizing import plain

# Name, what a person calls it ("" where nobody is asked), type, and what it is until somebody chooses.
PREFERENCES = [
    ("isConfigured", "", "hidden", "true"),
    ("isReallyConfigured", "", "hidden", "false"),
    ("title", "Title", "string", ""),
    ("titleRequired", "", "hidden", "true"),
    ("numofentries", "How many activities", "string", "10"),
    ("refresh", "", "hidden", "false"),
    ("maxProviderLabelCharacters", "", "hidden", "50"),
    ("rules", "", "hidden", ""),
    ("renderingContext", "", "hidden", ""),
    ("keys", "", "hidden", ""),
    ("itemKeys", "", "hidden", ""),
    ("username", "", "hidden", ""),
]
VIEWS = ["canvas", "default", "profile", "projectTab", "profileTab", "issueTab", "wallboard"]
SMALLEST, USUAL = "100", "400"


@require_safe
def gadget_xml(request: HttpRequest, slug: str) -> HttpResponse:
    """A gadget's description."""
    gadget = get_object_or_404(Gadget, slug=slug)
    document = etree.tostring(_module(gadget, request), encoding="utf-8", xml_declaration=True, pretty_print=True)
    return HttpResponse(document, content_type="application/xml; charset=utf-8")


def _module(gadget: Gadget, request: HttpRequest) -> etree._Element:
    module = etree.Element("Module")
    preferences = etree.SubElement(module, "ModulePrefs", _about(gadget, request))
    etree.SubElement(preferences, "Require", {"feature": "dynamic-height"})
    for name, label, kind, usual in PREFERENCES:
        value = plain(gadget.title) if name == "title" else usual
        asked = {"display_name": label} if label else {}
        etree.SubElement(module, "UserPref", {"name": name, **asked, "datatype": kind, "default_value": value})
    href = request.build_absolute_uri(reverse("embed", args=[gadget.slug]))
    etree.SubElement(module, "Content", {"type": "url", "view": ",".join(VIEWS), "href": href})
    return module


def _about(gadget: Gadget, request: HttpRequest) -> dict[str, str]:
    return {
        "title": plain(gadget.title),
        "title_url": request.build_absolute_uri(reverse("embed", args=[gadget.slug])),
        "description": "One stream of what all your tools did, with its actions in place.",
        "author": "Activity Streams",
        "thumbnail": request.build_absolute_uri(static("streams/icon.svg")),
        "height": USUAL,
        "scrolling": "true",
    }

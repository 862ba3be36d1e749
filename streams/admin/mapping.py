"""The form that says which part of a delivery is what, with a preview made by the code that will read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson
from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from streams.feed.render.sentence import plain_title
from streams.models import Kind, Provider
from streams.providers.base import Document
from streams.providers.mapping import FIELDS, Mapping, MappingError, paths
from streams.publishing.document import Door, parse, term_key
from streams.publishing.problems import InvalidDocument
from streams.rendering import render

MAX_TEMPLATE = 2000
# Bytes of a sample that are kept with the source.
MAX_SAMPLE = 65_536
PREVIEWED = 3


class MappingForm(forms.Form):
    sample = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        required=False,
        help_text="One delivery, as JSON. What the preview is made from, and what the paths are offered from.",
    )
    each = forms.CharField(
        label="One activity for each of",
        required=False,
        max_length=255,
        help_text="The path of a list, such as commits; each element is then called item. Empty: one for the delivery.",
    )
    only = forms.CharField(
        label="Only where", required=False, max_length=255, help_text="Such as {action}; empty: all deliveries."
    )
    only_is = forms.CharField(label="is", required=False, max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, what in FIELDS.items():
            widget = forms.TextInput(
                attrs={"class": "vTextField", "list": "paths", "spellcheck": "false", "autocomplete": "off"}
            )
            self.fields[name] = forms.CharField(
                label=name, required=False, max_length=MAX_TEMPLATE, help_text=what, widget=widget
            )

    def clean_sample(self) -> Any:
        text = self.cleaned_data["sample"].strip()
        try:
            sample = orjson.loads(text) if text else {}
        except orjson.JSONDecodeError as error:
            raise forms.ValidationError(f"This is no JSON: {error}.") from error
        if not isinstance(sample, dict):
            raise forms.ValidationError("A delivery is a JSON object.")
        if not _laid_out(sample):
            raise forms.ValidationError("This is nested deeper than anybody reads.")
        return sample

    @property
    def config(self) -> dict[str, Any]:
        """What the source keeps."""
        fields = {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data[name]}
        rest = {name: self.cleaned_data[name] for name in ("each", "only", "only_is")}
        return {"fields": fields, **rest}


@dataclass
class Preview:
    """What a sample becomes: sentences with their fields, or everything that is wrong."""

    activities: list[tuple[str, list[tuple[str, Any]]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left_out: bool = False

    @classmethod
    def of(cls, config: dict[str, Any], sample: dict[str, Any], provider: Provider) -> Preview:
        try:
            told = Mapping.of(config).documents(sample, "preview")
        except MappingError as error:
            return cls(problems=error.problems)
        preview = cls(left_out=told is None)
        for document in (told or [])[:PREVIEWED]:
            preview.show(document, provider)
        return preview

    def show(self, document: Document, provider: Provider) -> None:
        try:
            sentence = _sentence(document, provider)
        except InvalidDocument as error:
            self.problems += map(str, error.problems)
        else:
            self.activities.append((sentence, list(_rows(document))))


def _sentence(document: Document, provider: Provider) -> str:
    """As readers will see it: by the write door and the page's own words."""
    parsed = parse(document, Door.PROVIDER)
    activity = parsed.activity
    activity.kind = Kind(provider_key=provider.key, verb=term_key(activity.verb), object_type=parsed.object_type)
    activity.provider, activity.updated = provider, timezone.now()
    activity.published = activity.published or activity.updated
    return plain_title(orjson.loads(render(activity)))


def _rows(document: Document, prefix: str = "") -> Any:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _rows(value, f"{prefix}{name}.")
        elif value:
            yield f"{prefix}{name}", ", ".join(value) if isinstance(value, list) else value


class HasMapping(admin.ModelAdmin):
    """The page behind a source of the backend "webhook"."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.mapping_view)
        return [path("<int:pk>/mapping/", view, name="streams_provider_mapping"), *super().get_urls()]

    def mapping_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        provider = get_object_or_404(Provider, pk=pk)
        if provider.backend != "webhook" or not self.has_change_permission(request, provider):
            raise Http404
        form = MappingForm(request.POST if request.method == "POST" else None, initial=_initial(provider))
        preview = None
        if form.is_bound and form.is_valid():
            if "save" in request.POST:
                return self._saved(request, provider, form)
            preview = Preview.of(form.config, form.cleaned_data["sample"], provider)
        return self._page(request, provider, form, preview)

    def _saved(self, request: HttpRequest, provider: Provider, form: MappingForm) -> HttpResponse:
        sample = form.cleaned_data["sample"]
        keeps_sample = len(orjson.dumps(sample)) <= MAX_SAMPLE
        provider.config = form.config | ({"sample": sample} if keeps_sample else {})
        provider.save(update_fields=["config"])
        self.log_change(request, provider, "Changed the mapping.")
        self.message_user(request, "The mapping was saved. Deliveries that failed can be replayed.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _page(
        self, request: HttpRequest, provider: Provider, form: MappingForm, preview: Preview | None
    ) -> TemplateResponse:
        sample = form.cleaned_data.get("sample") if form.is_bound else _sample(provider)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Mapping of {provider}",
            "opts": self.model._meta,
            "provider": provider,
            "form": form,
            "preview": preview,
            "paths": paths(sample or {}),
        }
        # The script asks for the preview only.
        is_part = request.headers.get("X-Requested-With") == "preview"
        return TemplateResponse(request, f"streams/admin/{'preview' if is_part else 'mapping'}.html", context)


def _initial(provider: Provider) -> dict[str, Any]:
    mapping = Mapping.of(provider.config)
    sample = _laid_out(_sample(provider))
    rest = {"each": mapping.each, "only": mapping.only, "only_is": mapping.only_is}
    return {**mapping.fields, **rest, "sample": sample}


def _laid_out(sample: Any) -> str:
    """As the form shows it; "" for what is nested deeper than anybody reads."""
    try:
        return orjson.dumps(sample, option=orjson.OPT_INDENT_2).decode()
    except TypeError:
        return ""


def _sample(provider: Provider) -> Any:
    """The one that was saved, else what was delivered last."""
    if "sample" in provider.config:
        return provider.config["sample"]
    last = provider.deliveries.exclude(outcome="refused").first()
    return last.payload if last else {}

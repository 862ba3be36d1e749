from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from streams.admin.base import AudienceFilter, BumpsVersion, NamesAudience, dot, shown_once
from streams.feed import saved
from streams.feed.grammar import InvalidFilter
from streams.models import FeedLink, Stream, Viewer

SHOWN = ["stream", "user", "prefix", "status", "created", "revoked", "last_used"]


class StreamForm(forms.ModelForm):
    def clean_query(self) -> str:
        try:
            return saved.checked(self.cleaned_data["query"])
        except InvalidFilter as error:
            raise forms.ValidationError([notice.message for notice in error.notices]) from error


@admin.register(Stream)
class StreamAdmin(NamesAudience, BumpsVersion):
    form = StreamForm
    list_display = ["name", "slug", "owner", "audience", "open"]
    list_filter = [("audience", AudienceFilter)]
    list_select_related = ["owner", "audience__group", "audience__user"]
    search_fields = ["name", "slug", "query"]
    autocomplete_fields = ["owner"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["private_links"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Its links are for whoever may look at links."""
        shown = ["private_links"] if obj and request.user.has_perm("streams.view_feedlink") else []
        return ["name", "slug", "owner", "audience", "query", *shown]

    @admin.display(description="Private links")
    def private_links(self, stream: Stream) -> SafeString:
        """Those that work, and where another one is made."""
        live = stream.links.filter(revoked=None)
        listed = reverse("admin:streams_feedlink_changelist", query={"stream__id__exact": stream.pk})
        added = reverse("admin:streams_feedlink_add", query={"stream": stream.pk})
        said = f"{live.count():,} of them work"
        return format_html('<a href="{}">{}</a> · <a href="{}">Make one</a>', listed, said, added)

    @admin.display(description="What it lists")
    def open(self, stream: Stream) -> SafeString:
        return format_html('<a href="{}">JSON</a>', reverse("stream-activities", args=[stream.slug]))


class FeedLinkForm(forms.ModelForm):
    # Who is at the form: whose link it will be where nobody else can be named.
    maker: Any = None

    def clean(self) -> dict[str, Any]:
        """A link to what its person may not see would be one that never works."""
        values = super().clean() or self.cleaned_data
        stream, user = values.get("stream"), values.get("user", self.maker)
        if stream and user and not Stream.objects.visible_to(Viewer.of(user)).filter(pk=stream.pk).exists():
            self.add_error("stream", f"{user} may not see this stream.")
        return values


@admin.register(FeedLink)
class FeedLinkAdmin(BumpsVersion):
    form = FeedLinkForm
    list_display = ["stream", "prefix", "user", "status", "created", "last_used"]
    list_display_links = ["prefix"]
    list_filter = ["stream", ("revoked", admin.EmptyFieldListFilter)]
    list_select_related = ["stream", "user"]
    search_fields = ["prefix", "stream__name", "user__username"]
    autocomplete_fields = ["stream", "user"]
    actions = ["revoke"]

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """A link reads as its person, so only a superuser makes one for somebody else."""
        if obj:
            return SHOWN
        return ["stream", *(["user"] if request.user.is_superuser else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return SHOWN if obj else []

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return type("FeedLinkForm", (super().get_form(request, obj, change, **kwargs),), {"maker": request.user})

    def save_model(self, request: Any, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if change:
            return
        link, secret = FeedLink.issue(obj.stream, form.cleaned_data.get("user") or request.user)
        obj.pk = link.pk
        obj.refresh_from_db()
        address = request.build_absolute_uri(reverse("feed-link", args=[secret, obj.stream.slug, "atom"]))
        said = format_html("Copy it now, it is not shown again: {}", shown_once(address))
        self.message_user(request, said, messages.SUCCESS)

    @admin.display(description="Status")
    def status(self, link: FeedLink) -> SafeString:
        return dot("off", "revoked") if link.revoked else dot("good", "active")

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[FeedLink]) -> None:
        live = list(queryset.filter(revoked=None))
        for link in live:
            link.revoke()
            self.log_change(request, link, "Revoked.")
        self.message_user(request, f"Links revoked: {len(live)}. They stopped working at once.", messages.SUCCESS)

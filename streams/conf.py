"""Our settings as one typed page: every `STREAMS_*` name, its type and its default. Nothing else reads them."""

from django.conf import settings


class Conf:
    """Read at each access, so that tests may override a setting."""

    @property
    def providers(self) -> list[str]:
        """Dotted paths of `ProviderBackend` classes."""
        return list(getattr(settings, "STREAMS_PROVIDERS", ()))

    @property
    def actions(self) -> list[str]:
        """Dotted paths of `InlineAction` classes."""
        return list(getattr(settings, "STREAMS_ACTIONS", ()))

    @property
    def discover_plugins(self) -> bool:
        """Whether installed packages bring plugins by their entry points, besides those that the settings name."""
        return bool(getattr(settings, "STREAMS_DISCOVER_PLUGINS", True))

    @property
    def descriptions(self) -> list[str]:
        """Dotted paths of `Description`s: what apps say of their addresses in the OpenAPI document."""
        return list(getattr(settings, "STREAMS_DESCRIPTIONS", ()))

    @property
    def poll_seconds(self) -> int:
        """Seconds a gadget waits between two polls (the `X-Poll-Interval` header)."""
        return int(getattr(settings, "STREAMS_POLL_SECONDS", 30))

    @property
    def page_size(self) -> int:
        """Activities on a page when the reader names no `limit`."""
        return int(getattr(settings, "STREAMS_PAGE_SIZE", 20))

    @property
    def max_page_size(self) -> int:
        """The largest `limit` a reader may name."""
        return int(getattr(settings, "STREAMS_MAX_PAGE_SIZE", 100))

    @property
    def max_title_length(self) -> int:
        """Visible characters a title may have once its HTML is sanitised."""
        return int(getattr(settings, "STREAMS_MAX_TITLE_LENGTH", 255))

    @property
    def max_content_length(self) -> int:
        """Visible characters a content may have once its HTML is sanitised."""
        return int(getattr(settings, "STREAMS_MAX_CONTENT_LENGTH", 5000))

    @property
    def keep_images(self) -> bool:
        """Whether pictures in a content stay, fetched by readers from where they are; else they are dropped."""
        return bool(getattr(settings, "STREAMS_KEEP_IMAGES", False))

    @property
    def max_batch(self) -> int:
        """Documents one request may post."""
        return int(getattr(settings, "STREAMS_MAX_BATCH", 500))

    @property
    def posts_per_minute(self) -> int:
        """Writing requests of one token, or of one person without a token, in a minute; 0 for no limit."""
        return int(getattr(settings, "STREAMS_POSTS_PER_MINUTE", 600))

    @property
    def author_email(self) -> bool:
        """Whether Atom feeds name the e-mail addresses of authors to readers who are signed in. Off, none is kept."""
        return bool(getattr(settings, "STREAMS_AUTHOR_EMAIL", False))

    @property
    def embed_token_seconds(self) -> int:
        """Seconds an embed token is good for."""
        return int(getattr(settings, "STREAMS_EMBED_TOKEN_SECONDS", 600))

    @property
    def delivery_days(self) -> int:
        """Days a webhook's delivery is kept."""
        return int(getattr(settings, "STREAMS_DELIVERY_DAYS", 14))

    @property
    def metrics_token(self) -> str:
        """What a scraper of /metrics shows as its bearer token; "" closes that address."""
        return str(getattr(settings, "STREAMS_METRICS_TOKEN", ""))

    @property
    def log_format(self) -> str:
        """ "plain" or "json"."""
        return str(getattr(settings, "STREAMS_LOG_FORMAT", "plain"))

    @property
    def action_seconds(self) -> int:
        """Seconds that a click waits for its source's answer before it is told that it is under way."""
        return int(getattr(settings, "STREAMS_ACTION_SECONDS", 3))

    @property
    def outbound_private(self) -> bool:
        """Whether a source may lie in a private network or on this machine; an administrator named its address."""
        return bool(getattr(settings, "STREAMS_OUTBOUND_PRIVATE", True))


conf = Conf()

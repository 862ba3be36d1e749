"""How a gadget looks until a page or its reader says otherwise: what is kept of it, and what the builder calls it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

# Of each the first is what a gadget does that says nothing; it is not kept.
CHOICES: dict[str, dict[str, str]] = {
    "layout": {"full": "Everything of each activity", "list": "One line for each activity"},
    "density": {"comfortable": "Comfortable", "compact": "Compact"},
    "view": {
        "default": "In a card",
        "canvas": "Alone on its page, without a border",
        "wallboard": "Wallboard: large, nothing to press",
    },
    "bursts": {"fold": "Folded into one line", "off": "Each by itself"},
    "times": {"relative": "“5 minutes ago”", "absolute": "Times of day"},
    "poll": {
        "": "As often as the server says",
        "live": "Live: as often as the server lets it",
        "60": "Every minute",
        "300": "Every five minutes",
        "900": "Every quarter of an hour",
        "never": "Only when asked to",
    },
}
LABELS = {
    "layout": "Shows",
    "density": "Spacing",
    "view": "Made for",
    "bursts": "Many alike in a row",
    "times": "Times",
    "poll": "Looks for news",
}
# In pixels, as the frame on the page takes them.
SIZES = {"height": "Height", "max_height": "Height at most"}
LEAST, MOST = 80, 2000


def check_look(look: object) -> None:
    """A mapping of the above, without what goes without saying."""
    if not isinstance(look, dict):
        raise ValidationError('Write an object, such as {"density": "compact"}.')
    for name, value in look.items():
        if not _is_known(name, value):
            raise ValidationError(f"{name!r} cannot be {value!r}.")


def _is_known(name: Any, value: Any) -> bool:
    if name in SIZES:
        return type(value) is int and LEAST <= value <= MOST
    return value in CHOICES.get(name, {})

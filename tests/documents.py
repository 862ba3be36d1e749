"""Documents as programs send them."""

from typing import Any

GENERATOR = {"id": "https://deploys.example.com", "displayName": "Deploys"}


def make_document(**fields: Any) -> dict[str, Any]:
    """A valid document; a field given as None is left out."""
    document = {
        "id": "https://deploys.example.com/1",
        "title": "Deployed <b>payments 4.2</b>",
        "actor": {"id": "ana", "displayName": "Ana Ruiz"},
        "object": {"objectType": "file", "id": "https://deploys.example.com/1", "displayName": "payments 4.2"},
        "generator": GENERATOR,
    } | fields
    return {name: value for name, value in document.items() if value is not None}

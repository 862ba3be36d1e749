"""What an address or a key means at a forge: by its looks, and only where the source is asked for it."""

from __future__ import annotations

from typing import Any

import pytest

from streams import registry
from streams.models import Provider

# Whose, how it is configured, an address or a key, and what it means.
MEANINGS = [
    ("github", {}, "https://github.com/acme/api/issues/12", "issue acme/api#12"),
    ("github", {}, "https://github.com/acme/api/issues/12#issuecomment-5", "issue acme/api#12"),
    ("github", {}, "https://github.com/acme/api/pull/7/files", "review acme/api#7"),
    ("github", {}, "https://github.com/acme/api/commit/abcdef1", "changeset acme/api@abcdef1"),
    ("github", {}, "https://github.com/acme/api/actions/runs/9", "job acme/api/runs/9"),
    ("github", {}, "https://github.com/acme/api/releases/tag/v1", "release acme/api/tag/v1"),
    ("github", {}, "https://github.com/acme/api/", "repository acme/api"),
    ("github", {}, "acme/api#12", "issue acme/api#12"),
    ("github", {}, "PAY-42", None),
    ("github", {}, "https://github.com.evil.example/acme/api", None),
    (
        "github",
        {"url": "https://ghe.example.com/api/v3"},
        "https://ghe.example.com/acme/api/pull/7",
        "review acme/api#7",
    ),
    ("github", {"url": "https://api.acme.ghe.com"}, "https://acme.ghe.com/acme/api/pull/7", "review acme/api#7"),
    ("github", {"repositories": ["acme/api"]}, "acme/api#12", "issue acme/api#12"),
    ("github", {"repositories": ["acme/api"]}, "acme/secrets#12", None),
    ("github", {"repositories": ["acme/api"]}, "https://github.com/acme/secrets", None),
    ("gitlab", {}, "https://gitlab.com/acme/team/api/-/issues/12", "issue acme/team/api#12"),
    ("gitlab", {}, "https://gitlab.com/acme/team/api/-/merge_requests/7/diffs", "review acme/team/api!7"),
    ("gitlab", {}, "https://gitlab.com/acme/team/api/-/commit/abcdef1", "changeset acme/team/api@abcdef1"),
    ("gitlab", {}, "https://gitlab.com/acme/team/api/-/pipelines/9", "job acme/team/api/pipelines/9"),
    ("gitlab", {}, "https://gitlab.com/acme/team/api", "repository acme/team/api"),
    ("gitlab", {"url": "https://git.example.com"}, "https://git.example.com/a/b/-/issues/1", "issue a/b#1"),
    ("gitlab", {"owners": ["acme"]}, "acme/team/api!7", "review acme/team/api!7"),
    ("gitlab", {"owners": ["acme"]}, "other/api!7", None),
    ("gitea", {"url": "https://codeberg.org"}, "https://codeberg.org/acme/api/issues/12", "issue acme/api#12"),
    ("gitea", {"url": "https://codeberg.org"}, "https://codeberg.org/acme/api/pulls/7/files", "review acme/api#7"),
    ("gitea", {"url": "https://codeberg.org"}, "https://github.com/acme/api/issues/12", None),
    ("gitea", {}, "https://codeberg.org/acme/api/issues/12", None),
    ("gitea", {}, "acme/api#12", None),
    ("gitea", {"url": 7}, "acme/api#12", None),
    ("bitbucket", {}, "https://bitbucket.org/acme/api/pull-requests/7/diff", "review acme/api/pull-requests/7"),
    ("bitbucket", {}, "https://bitbucket.org/acme/api/issues/12", "issue acme/api#12"),
    ("bitbucket", {}, "https://bitbucket.org/acme/api/commits/abcdef1", "changeset acme/api@abcdef1"),
    ("bitbucket", {"owners": ["acme"]}, "https://bitbucket.org/acme/api", "repository acme/api"),
    ("bitbucket", {"owners": ["acme"]}, "https://bitbucket.org/other/api", None),
]


@pytest.mark.parametrize(("backend", "config", "address", "means"), MEANINGS)
def test_what_an_address_means(backend: str, config: dict[str, Any], address: str, means: str | None) -> None:
    found = registry.providers()[backend].entity(Provider(backend=backend, config=config), address)
    assert (found and f"{found.type} {found.key}") == means
    if found:
        assert found.url.startswith("https://")
        assert found.project
        assert found.project in found.key

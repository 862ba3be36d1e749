"""Where a repository lies and how its commits are shown, as an administrator tells it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms

from streams.models import Provider
from streams.providers.config import ConfigForm, LineField, WordsField
from streams.sanitizing import is_web_url

LONGEST_SHA = "0" * 64
LONGEST_URL = 255


class GitForm(ConfigForm):
    path = LineField(
        label="Folder", max_length=4096, help_text="The repository's absolute folder, such as /srv/git/payments.git."
    )
    branches = WordsField(
        required=False,
        help_text="Names or patterns, such as main and release/*; a star stops at a slash. Empty: every local branch.",
    )
    commit_url = LineField(
        label="Page of a commit",
        required=False,
        help_text="With {sha} where the commit's id belongs: https://git.example.com/payments/commit/{sha}",
    )
    project = LineField(required=False, help_text="The project key that its commits are filed under.")
    name = LineField(label="Name in the stream", required=False, help_text="Empty: the folder's name without .git.")

    def clean_path(self) -> str:
        path: str = self.cleaned_data["path"]
        if not Path(path).is_absolute():
            raise forms.ValidationError("Write the repository's absolute folder, such as /srv/git/payments.git.")
        return path

    def clean_commit_url(self) -> str:
        template: str = self.cleaned_data["commit_url"]
        longest = template.replace("{sha}", LONGEST_SHA)
        if template and not ("{sha}" in template and is_web_url(longest) and len(longest) <= LONGEST_URL):
            raise forms.ValidationError(
                "Write an http(s) address with {sha} where the commit's id belongs, "
                "such as https://git.example.com/payments/commit/{sha}."
            )
        return template


@dataclass(frozen=True)
class Config:
    key: str
    path: str
    name: str
    branches: tuple[str, ...] = ()
    commit_url: str = ""
    project: str = ""

    @classmethod
    def of(cls, provider: Provider, told: dict[str, Any]) -> Config:
        """`told` is what GitForm cleaned."""
        name = told["name"] or Path(told["path"]).name.removesuffix(".git") or told["path"]
        return cls(provider.key, told["path"], name, tuple(told["branches"]), told["commit_url"], told["project"])

    @property
    def patterns(self) -> tuple[str, ...]:
        """The branches as git's full names of refs."""
        return tuple(name if name.startswith("refs/") else f"refs/heads/{name}" for name in self.branches)

    def url_of(self, sha: str) -> str:
        """The commit's page; empty when there is none."""
        return self.commit_url.replace("{sha}", sha)

"""Sources that answer in every way one can. `git` is the backend of the provider that the tests share."""

from django import forms

from streams.models import Provider
from streams.providers.base import ProviderBackend, ProviderError
from streams.providers.config import AddressField, ConfigForm, SecretField, WordsField


class AnsweringForm(ConfigForm):
    path = forms.CharField(required=False, max_length=20)
    server = AddressField(required=False)
    projects = WordsField(required=False)
    token = SecretField(required=False)
    is_quick = forms.BooleanField(required=False, initial=True)

    def clean(self) -> None:
        if self.cleaned_data.get("path") == "/srv" and not self.cleaned_data.get("server"):
            raise forms.ValidationError("Either a server or another path.")


class Answering(ProviderBackend):
    key = "git"
    name = "Git repository"
    object_types = ("changeset",)
    config_form = AnsweringForm

    def check(self, provider: Provider) -> str:
        if "error" in provider.config:
            raise ProviderError(provider.config["error"])
        if "crash" in provider.config:
            raise RuntimeError("password=hunter2")
        return "Reached payments: 12 commits."


class WrittenTo(ProviderBackend):
    key = "inbox"
    name = "Inbox"
    poll_seconds = None


class Locked(ProviderBackend):
    """One that cannot do without a secret."""

    key = "locked"
    name = "Locked"

    class config_form(ConfigForm):  # noqa: N801  (the attribute of the base class)
        token = SecretField()


class Picky(ProviderBackend):
    """It takes one token and no other."""

    key = "picky"
    name = "Picky"

    class config_form(ConfigForm):  # noqa: N801  (the attribute of the base class)
        token = SecretField()
        second = SecretField(required=False)

    def check(self, provider: Provider) -> str:
        if provider.get_credentials()["token"] != "new-secret":
            raise ProviderError("The token is refused.", code="unauthorized")
        return "Hello."

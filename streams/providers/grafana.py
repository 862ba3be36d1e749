"""Grafana alerting, by a webhook contact point: alerts that fire and resolve."""

from __future__ import annotations

from collections.abc import Iterable

from streams.models import Delivery, Provider
from streams.providers import text
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.signing import BEARER, Basic, Signed

VERBS = {"firing": "raise", "resolved": "resolve"}
# Labels that say what sort of alert it is; the others say which one.
SORTS = ("severity", "priority", "team", "service", "grafana_folder")
MAX_ALERTS = 100


class Grafana(ProviderBackend):
    """One activity for each alert of a group: each has its own beginning, its own end and its own reactions.

    The same alert notified again is the same activity, since its beginning names it.
    """

    key = "grafana"
    name = "Grafana alerting"
    icon = "streams/grafana.svg"
    object_types = ("alert",)
    verbs = ("raise", "resolve")
    poll_seconds = None
    webhook = Webhook(
        signing=(
            Signed("X-Grafana-Alerting-Signature"),
            # The name of the header with the time is the administrator's to choose: docs/webhooks.md says this one.
            Signed("X-Grafana-Alerting-Signature", timestamp="X-Grafana-Alerting-Signature-Timestamp"),
            BEARER,
            Basic(),
        ),
        event=("body:status",),
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        payload = Payload(delivery.payload)
        alerts = [alert for alert in payload.parts("alerts")[:MAX_ALERTS] if alert.text("status") in VERBS]
        if not alerts:
            raise Skipped("no alert that fires or resolved")
        return [_told(alert, payload) for alert in alerts]


def _told(alert: Payload, payload: Payload) -> Document:
    status = alert.text("status")
    labels, notes = alert.part("labels"), alert.part("annotations")
    key = alert.text("fingerprint") or ",".join(f"{name}={labels.text(name)}" for name in _names(labels))
    url = alert.address("panelURL", "dashboardURL", "generatorURL") or payload.address("externalURL")
    at = alert.moment("endsAt") if status == "resolved" else ""
    return document(
        status,
        at or alert.moment("startsAt"),
        key,
        actor=actor("Grafana", "grafana", payload.address("externalURL"), is_bot=True),
        verb=VERBS[status],
        object=thing("alert", key, labels.text("alertname") or "alert", url, notes.text("summary")),
        target=_folder(labels),
        url=url,
        content=text.content(notes.text("description")),
        categories=[status, *(labels.text(name) for name in SORTS)],
        links={"runbook": runbook} if (runbook := notes.address("runbook_url")) else None,
    )


def _names(labels: Payload) -> list[str]:
    found = labels.value("")
    return sorted(found) if isinstance(found, dict) else []


def _folder(labels: Payload) -> dict[str, str]:
    folder = labels.text("grafana_folder")
    return thing("folder", folder, folder) if folder else {}

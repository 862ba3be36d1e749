"""Jenkins keeps the contract of all providers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any, ClassVar

from streams.providers.base import Entity
from streams.providers.jenkins import Jenkins as Backend
from streams.testing import ProviderContract, Reply, Sent, WebServer
from tests.peers.jenkins import TOKEN, USER, Jenkins
from tests.providers.test_jenkins import delivery


class TestJenkins(ProviderContract):
    backend = Backend
    cannot: ClassVar = {
        "edit": "a build that is over stays as it ran",
        "delete": "a build that was thrown away has run all the same",
    }

    def prepare(self) -> None:
        self.monkeypatch.setattr("streams.providers.jenkins.reading.PAGE", 2)
        self.server = self.enter(WebServer())
        self.jenkins, self.jobs = Jenkins(self.server), count()
        self.answer: Any = self.server.answer

    def configured(self) -> dict[str, Any]:
        return {"address": self.jenkins.url, "username": USER, "token": TOKEN}

    def add(self, count: int) -> None:
        for _ in range(count):
            self._build()

    def say(self, text: str) -> None:
        causes = {"causes": [{"shortDescription": text, "userId": text, "userName": text}]}
        commit = {"commitId": text, "msg": text, "author": {"fullName": text}}
        self._build(actions=[causes], culprits=[{"fullName": text}], changeSets=[{"items": [commit]}])

    def add_at(self, moment: datetime) -> None:
        self._build(timestamp=int(moment.timestamp() * 1000), duration=0)

    def fail(self) -> None:
        self._trouble(Reply("<h1>Oops!</h1>", 500))

    def mend(self) -> None:
        self.server.answer = self.answer  # type: ignore[method-assign]

    def throttle(self, seconds: int) -> None:
        self._trouble(Reply("<h1>Slow down</h1>", 429, {"Retry-After": str(seconds)}))

    def hang(self) -> None:
        self._trouble(Reply(self.server.hang()))

    def delivery(self) -> Sent:
        return self.add_delivered()

    def add_delivered(self) -> Sent:
        name = f"job{next(self.jobs)}"
        self.jenkins.job(name)
        told = delivery(self.jenkins.build(name))
        return Sent({**told, "name": name, "display_name": name.capitalize(), "url": f"job/{name}/"})

    def entities(self) -> Mapping[str, Entity]:
        url = f"{self.jenkins.url}/job/payments/7/"
        return {url: Entity("job", "payments#7", url, "payments")}

    def _build(self, **fields: Any) -> None:
        """Each of another job: of one job, pages are read to the end before the cursor moves."""
        name = f"job{next(self.jobs)}"
        self.jenkins.job(name)
        self.jenkins.build(name, **fields)

    def _trouble(self, reply: Reply) -> None:
        self.server.answer = lambda _: reply  # type: ignore[method-assign]

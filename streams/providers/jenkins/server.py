"""Jenkins' remote access API (https://www.jenkins.io/doc/book/using/remote-access-api/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import quote

from streams.outbound import Outbound, OutboundError
from streams.providers import remote
from streams.providers.base import ProviderError
from streams.providers.payload import Payload

# Folders within folders: no deeper than this.
DEPTH = 8
JOB = "fullName,displayName,buildable,lastBuild[number]"
BUILD = (
    "number,url,result,building,timestamp,duration,queueId,culprits[fullName],"
    "changeSet[items[commitId,msg,author[fullName]]],changeSets[items[commitId,msg,author[fullName]]],"
    "actions[causes[shortDescription,userId,userName],parameters[name,value],lastBuiltRevision[branch[name]]]"
)


@contextmanager
def connected(config: Mapping[str, Any]) -> Iterator[Server]:
    """What goes wrong is raised as ProviderError."""
    account = (config["username"], config["token"]) if config["username"] else None
    # A crumb is good for its session only.
    with remote.client(config["address"], basic=account, cookies=True) as outbound:
        yield Server(outbound, config)


class Server:
    """One Jenkins. Whatever it asks raises OutboundError."""

    def __init__(self, outbound: Outbound, config: Mapping[str, Any]) -> None:
        self._outbound, self._config = outbound, config

    def read(self, where: str, tree: str) -> Payload:
        """Only what the tree names: Jenkins would have to make the rest from its files."""
        return Payload(self._outbound.get(f"{where}/api/json".lstrip("/"), params={"tree": tree}).json())

    def jobs(self) -> dict[str, Payload]:
        """Those that were chosen, in folders too, by full name. Raises ProviderError when there is none of them."""
        tree = JOB
        for _ in range(DEPTH):
            tree = f"{JOB},jobs[{tree}]"
        jobs = {job.text("fullName"): job for job in _leaves(self.read("", f"jobs[{tree}]"))}
        patterns = self._config["jobs"]
        if unknown := [one for one in patterns if not any(fnmatchcase(name, one) for name in jobs)]:
            raise ProviderError(f"This Jenkins has no job {', '.join(unknown)} that may be seen; mend or remove it.")
        return {name: job for name, job in jobs.items() if not patterns or _is_any(name, patterns)}

    def builds(self, job: str, start: int, end: int) -> list[Payload]:
        """From start to before end, counted from the newest; [] of a job that is gone by now."""
        # `builds` has the newest hundred at most.
        return self._unless_missing(place(job), f"allBuilds[{BUILD}]{{{start},{end}}}").parts("allBuilds")

    def build(self, job: str, number: int | str) -> Payload:
        """Empty of one that is gone by now."""
        return self._unless_missing(f"{place(job)}/{number}", BUILD)

    def queued(self, item: int) -> Payload:
        """What waits or waited; Jenkins forgets it some minutes after it began."""
        return self._unless_missing(f"queue/item/{item}", "cancelled,executable[number]")

    def post(self, where: str, form: Mapping[str, str] | None = None) -> str:
        """Where it says that the result is: the header Location."""
        return self._outbound.post(where, form=form or {}, headers=self._crumb()).headers.get("location", "")

    def _crumb(self) -> dict[str, str]:
        """Jenkins' defence against forged requests; one that has it switched off has no issuer."""
        crumb = self._unless_missing("crumbIssuer", "crumb,crumbRequestField")
        return {crumb.text("crumbRequestField"): crumb.text("crumb")} if crumb else {}

    def _unless_missing(self, where: str, tree: str) -> Payload:
        try:
            return self.read(where, tree)
        except OutboundError as error:
            if error.code != "missing":
                raise
            return Payload({})


def place(job: str) -> str:
    """The path of a job by its full name: "team/payments" is at job/team/job/payments."""
    return "/".join(f"job/{quote(name, safe='')}" for name in job.split("/"))


def _leaves(folder: Payload) -> Iterator[Payload]:
    """What has builds; a folder has jobs instead."""
    for item in folder.parts("jobs"):
        if item.value("jobs") is None:
            yield item
        else:
            yield from _leaves(item)


def _is_any(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)

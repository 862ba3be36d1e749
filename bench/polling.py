"""Polling: how many entries of a local feed file one core reads, normalises and stores in a second, in what memory.

`python -m bench.polling FILE 100000` is the child that polls; `figures` writes the file and starts it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from bench.worker import child

ENTRIES = 100_000
# From here on memory is to be flat, or from half of a small feed on: what is loaded once is loaded.
WARM = 10_000
BATCH = 500
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "streams.settings", "DATABASE_URL": "", "REDIS_URL": "", "DEBUG": "0"}
HEAD = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:activity="http://activitystrea.ms/spec/1.0/"
 xmlns:atlassian="http://streams.atlassian.com/syndication/general/1.0"
 xmlns:usr="http://streams.atlassian.com/syndication/username/1.0"><title>Bench</title>"""
ENTRY = """<entry><id>urn:uuid:{0}</id>
<title type="html">&lt;a href="https://jira.example/ana"&gt;Ana Ruiz&lt;/a&gt; resolved PAY-{0}</title>
<content type="html">&lt;p&gt;Refunds of &lt;b&gt;{0}&lt;/b&gt; orders fail when they are partial.&lt;/p&gt;</content>
<author><name>Ana Ruiz</name><uri>https://jira.example/ana</uri><usr:username>ana</usr:username>
<link rel="photo" href="https://jira.example/ana.png?s=48"/></author>
<published>2026-01-{1:02}T{2:02}:{3:02}:{4:02}.000Z</published><category term="Done"/>
<link rel="alternate" href="https://jira.example/browse/PAY-{0}"/>
<link rel="http://streams.atlassian.com/syndication/watch" href="https://jira.example/watch/PAY-{0}"/>
<generator uri="https://jira.example"/><atlassian:application>com.atlassian.jira</atlassian:application>
<activity:verb>http://streams.atlassian.com/syndication/verbs/jira/resolve</activity:verb>
<activity:object><id>urn:uuid:issue-{0}</id><title type="text">PAY-{0}</title>
<summary type="text">Refunds fail</summary><link rel="alternate" href="https://jira.example/browse/PAY-{0}"/>
<activity:object-type>http://streams.atlassian.com/syndication/types/issue</activity:object-type></activity:object>
</entry>"""


def figures(how_many: int) -> str:
    """What came out of so many entries, in a sentence. Its database lies in a folder that goes with it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "feed.xml"
        with file.open("w") as feed:
            feed.writelines(_feed(how_many))
        command = [sys.executable, "-m", "bench.polling", str(file), str(how_many)]
        environment = ENVIRONMENT | {"DATA_DIR": folder}
        with child(command, environment, stdout=subprocess.PIPE, text=True) as process:
            said: dict[str, Any] = json.loads(process.communicate()[0] or "{}")
    if not said:
        return "Polling: the child ended by itself."
    return (
        f"Polling, SQLite: {said['entries']:,} entries of a local Atom file, {said['per_second']:,.0f} a second of one "
        f"core; memory {said['warm_mb']:.0f} MB after {_warm(how_many):,}, {said['peak_mb']:.0f} MB at most after that."
    )


def _feed(how_many: int) -> Iterator[str]:
    yield HEAD
    for number in range(how_many):
        minutes, second = divmod(number, 60)
        hours, minute = divmod(minutes, 60)
        yield ENTRY.format(number, 28 - hours // 24, 23 - hours % 24, 59 - minute, 59 - second)
    yield "</feed>"


def _warm(entries: int) -> int:
    return min(WARM, entries // 2)


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(_poll(Path(sys.argv[1]), int(sys.argv[2]))))


def _poll(file: Path, entries: int) -> dict[str, Any]:
    """One poll of a source that is this file, through the poller and the write door."""
    from streams import polling, registry
    from streams.models import Activity, Audience, Provider

    registry.providers()["file"] = _backend(file)
    row = Provider.objects.create(key="file", backend="file", name="File", audience=Audience.members())
    provider = polling.take(row.pk)
    assert provider
    memory: list[int] = []
    begun = process_time()
    polling.poll(provider, lambda batch: memory.append(_resident()))
    seconds = process_time() - begun
    assert (provider.message, Activity.objects.count()) == ("", entries)
    warm = _warm(entries) // BATCH
    megabytes = [size / 2**20 for size in memory]
    return {
        "entries": entries,
        "per_second": entries / seconds,
        "warm_mb": megabytes[warm - 1],
        "peak_mb": max(megabytes[warm:]),
    }


def _backend(file: Path) -> Any:
    from itertools import islice

    from streams import syndication, xml
    from streams.models import Provider
    from streams.providers.atlassian.document import document
    from streams.providers.base import Batch, ProviderBackend

    class FeedFile(ProviderBackend):
        key, name = "file", "Feed file"

        def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
            with file.open("rb") as stream:
                entries = map(document, syndication.read(xml.pieces(stream)).entries)  # type: ignore[arg-type]
                while documents := list(islice(entries, BATCH)):
                    yield Batch(documents, {})

    return FeedFile()


def _resident() -> int:
    """Bytes of this process: libxml2's are no Python objects."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


if __name__ == "__main__":
    main()

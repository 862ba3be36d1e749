"""What a program posts about an event. Standard library only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bench.cast import Event


def document(event: Event, number: int, now: datetime, series: str = "events") -> dict[str, Any]:
    """An event as a tracker would post it, about 1 kB. Series and number make its id."""
    project, person = f"P{event.project}", f"person{event.actor}"
    page = f"https://tracker.example.com/{project}-{event.thing}"
    return {
        "id": f"https://tracker.example.com/{series}/{number}",
        "url": f"{page}#{number}",
        "verb": event.verb,
        "title": f'<a href="https://people.example.com/{person}">Person {event.actor}</a> {event.verb} '
        f'<a href="{page}">{project}-{event.thing}</a> in <b>Project {event.project}</b>',
        "content": f"<p>What was done about <i>{project}-{event.thing}</i>, in a sentence or two.</p>" * (number % 2),
        "published": (now - timedelta(seconds=event.seconds_ago)).isoformat(),
        "actor": {
            "id": person,
            "displayName": f"Person {event.actor}",
            "url": f"https://people.example.com/{person}",
            "image": {"url": f"https://people.example.com/{person}.png"},
        },
        "object": {
            "objectType": event.object_type,
            "id": page,
            "displayName": f"{project}-{event.thing}",
            "url": page,
        },
        "target": {
            "objectType": "project",
            "id": f"https://tracker.example.com/{project}",
            "displayName": f"Project {event.project}",
        },
        "generator": {"id": "https://tracker.example.com", "displayName": "Tracker"},
        "project": project,
    }

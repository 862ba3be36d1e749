"""The drawings that the gadget has for actions, by name, with what an administrator reads."""

from __future__ import annotations

ICONS = {
    "acknowledge": "Acknowledge (a bell)",
    "again": "Again (a turning arrow)",
    "approve": "Approve (a tick)",
    "assign": "Assign (a person)",
    "close": "Close (a ticked circle)",
    "comment": "Comment (a speech bubble)",
    "flag": "Flag",
    "merge": "Merge (two branches)",
    "reopen": "Reopen (an open circle)",
    "reply": "Reply (an arrow back)",
    "send": "Send (a paper plane)",
    "star": "Star",
    "start": "Start (a triangle)",
    "transition": "Transition (an arrow on)",
    "vote": "Vote (an arrow up)",
    "watch": "Watch (an eye)",
}
LONGEST = 20


def choices() -> list[tuple[str, str]]:
    """A function, so that another drawing needs no migration."""
    return list(ICONS.items())

"""What many operations say in the same words is said once, below `components`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

# A path's item may hold more than operations; we write nothing else.
Operation = dict[str, Any]


class Shelf:
    """What is kept to be referred to, by kind and name."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {"headers": {}, "parameters": {}, "responses": {}}

    def put(self, kind: str, name: str, thing: Any) -> Any:
        """A reference to the thing; the thing itself where another one has its name."""
        is_kept = self.kept[kind].setdefault(name, thing) == thing
        return {"$ref": f"#/components/{kind}/{name}"} if is_kept else thing


def share(operation: Operation, shelf: Shelf) -> Operation:
    """The same operation with references to what is on the shelf."""
    parameters = [shelf.put("parameters", f"{one['in']}.{one['name']}", one) for one in operation.get("parameters", [])]
    responses = {status: _response(status, one, shelf) for status, one in operation["responses"].items()}
    return operation | {"responses": responses} | ({"parameters": parameters} if parameters else {})


def _response(status: str, response: dict[str, Any], shelf: Shelf) -> Any:
    headers = {name: shelf.put("headers", name, one) for name, one in response.get("headers", {}).items()}
    shared = response | ({"headers": headers} if headers else {})
    is_problem = int(status) >= HTTPStatus.BAD_REQUEST
    return shelf.put("responses", HTTPStatus(int(status)).phrase.replace(" ", ""), shared) if is_problem else shared

"""Where a name leads to, and whether that may be asked."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread

from streams.outbound.errors import OutboundError

Address = IPv4Address | IPv6Address

NEVER = [
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this machine, by another name
        "169.254.0.0/16",  # link-local: most clouds hand out their credentials there
        "100.100.100.200/32",  # … Alibaba's
        "168.63.129.16/32",  # … Azure's
        "192.0.0.192/32",  # … Oracle's
        "fd00:ec2::254/128",  # … Amazon's
        "fd20:ce::254/128",  # … Google's
        "224.0.0.0/4",  # multicast
        "255.255.255.255/32",  # broadcast
        "::/128",
        "fe80::/10",  # link-local
        "ff00::/8",  # multicast
    )
]
# Translated networks, whose last 32 bits are an address of version 4 (RFC 6052, RFC 8215, RFC 4291 §2.5.5.1).
TRANSLATED = [ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")]


def resolve(host: str, port: int, allow_private: bool, seconds: float) -> list[str]:
    """The addresses of a host, best first. Raises OutboundError, also when only one of several may not be asked."""
    found = _looked_up(host, port, seconds)
    for text in found:
        address = ip_address(text)
        if is_never_asked(address):
            raise OutboundError(
                f"{host} leads to an address that is never asked (link-local, metadata, multicast); check its name.",
                "refused_address",
            )
        if not allow_private and is_private(address):
            raise OutboundError(
                f"{host} leads into a private network, which is switched off here (OUTBOUND_PRIVATE).",
                "refused_address",
            )
    return found


def is_never_asked(address: Address) -> bool:
    return any(form in network for form in [address, *_inside(address)] for network in NEVER)


def is_private(address: Address) -> bool:
    """Whatever is not reached by everybody: loopback, private, shared, reserved."""
    return any(not form.is_global or getattr(form, "is_site_local", False) for form in _inside(address) or [address])


def _inside(address: Address) -> list[Address]:
    """Each address of version 4 that is written inside one of version 6."""
    if isinstance(address, IPv4Address) or address.is_loopback:
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in TRANSLATED):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [form for form in found if form]


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """The resolver knows no time limit of ours; one that hangs is left behind."""
    outcome: SimpleQueue[list[str] | Exception] = SimpleQueue()
    Thread(target=_look_up, args=(host, port, outcome), daemon=True).start()
    try:
        found = outcome.get(timeout=seconds)
    except Empty:
        raise OutboundError(f"Nobody said in time where {host} is; check the DNS of this server.", "timeout") from None
    if isinstance(found, Exception) or not found:
        raise OutboundError(f"There is no server of the name {host}; check the address.", "unreachable")
    return found


def _look_up(host: str, port: int, outcome: SimpleQueue[list[str] | Exception]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        outcome.put(list(dict.fromkeys(str(address[0]) for *_, address in found)))
    except Exception as error:  # whatever it is, somebody waits for it
        outcome.put(error)

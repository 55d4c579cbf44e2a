"""Which network addresses a page may be fetched from, by the address that is connected to."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from typing import TypeAlias

from agent import ToolFailed

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_TUNNELS = (
    ipaddress.IPv6Network("2002::/16"),  # 6to4
    ipaddress.IPv6Network("2001::/32"),  # Teredo
    ipaddress.IPv6Network("::/96"),  # IPv4-compatible
    ipaddress.IPv6Network("::ffff:0:0:0/96"),  # IPv4-translated
)
"""Ways to put an IPv4 address into an IPv6 one that nobody needs to publish a page."""
_METADATA = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192")))
"""Cloud services that answer every machine and lie in public or special ranges."""
_NUMERIC = re.compile(r"(0[xX][0-9a-fA-F]*|[0-9]+)")


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could reach this address, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        return _is_public_6(address)
    special = address.is_multicast or address.is_reserved or address in _METADATA
    return address.is_global and not special


def _is_public_6(address: ipaddress.IPv6Address) -> bool:
    if address.scope_id is not None or any(address in each for each in _TUNNELS):
        return False
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if any(address in each for each in _NAT64):
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    special = address.is_multicast or address.is_reserved or address.is_site_local
    return address.is_global and not special


async def resolve(host: str, port: int, *, private: bool) -> Address:
    """The address to connect to. With `private` any will do, otherwise every one must be public.

    Raises ToolFailed when the name is unknown, or an address of it is not public.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ToolFailed(f"The host {host} is not known.") from error
    addresses = [ipaddress.ip_address(each[4][0]) for each in found]
    if not addresses:
        raise ToolFailed(f"The host {host} is not known.")
    for address in addresses:
        if not private and not is_public(address):
            raise ToolFailed(
                f"{host} is at {address}, which is not a public address, so nothing is fetched "
                "from it. The setting fetch_private would allow it."
            )
    return addresses[0]


def is_disguised(host: str) -> bool:
    """Decimal, octal, hexadecimal or shortened IPv4, which the system's resolver would take."""
    if ":" in host:
        return False
    labels = host.rstrip(".").split(".")
    if not _NUMERIC.fullmatch(labels[-1]):
        return False
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return True
    return False

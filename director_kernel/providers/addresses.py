"""Which addresses of the net may be called at a stranger's word: public ones, looked at after the name was looked up."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence

from director_kernel.errors import NotAccepted, UsageError

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Looks a host up: (host, port) → its addresses as text. Raises OSError for a name that isn't there."""

_V4 = ipaddress.IPv4Address
_V6 = ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
# Assignments inside 2000::/3 that lead elsewhere: IETF protocols with Teredo, documentation, 6to4 (whose relays are long gone).
_SPECIAL_V6 = tuple(ipaddress.IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16"))
_SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(net) for net in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4")
)
# Azure's metadata and DNS service has a public address: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
_METADATA = frozenset((_V4("168.63.129.16"), _V4("169.254.169.254"), _V6("fd00:ec2::254")))
# A host whose last label is a number is an IPv4 address to any browser, however it is written (decimal, octal, hexadecimal).
# https://url.spec.whatwg.org/#ends-in-a-number-checker
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")


async def resolve(host: str, port: int) -> Sequence[str]:
    """The system's own look-up."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


async def checked(host: str, port: int, *, resolver: Resolver = resolve, allow_private: bool = False) -> list[str]:
    """The addresses `host` has, every one of them allowed; connect to one of these, not to the name, or it may change in between.

    Raises UsageError where any of them is not public (or is written so that it can't be told), NotAccepted where the name is unknown.
    With `allow_private` this machine and its network are allowed too, but never a cloud's metadata service.
    """
    name = host.strip("[]").rstrip(".").lower()
    addresses = [name] if _literal(name) else await _looked_up(name, port, resolver)
    for address in addresses:
        if not allowed(address, allow_private=allow_private):
            where = address if address == name else f"{name[:80]} ({address})"
            raise UsageError(f"{where} is not a public address, so it is not called; give one that anybody on the web can reach.")
    return list(dict.fromkeys(addresses))


def allowed(address: str, *, allow_private: bool = False) -> bool:
    """Whether this IP address may be called. False for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = _inner(found)
    if found in _METADATA or inner in _METADATA or inner.is_multicast or inner.is_unspecified:
        return False
    return _public(inner) or (allow_private and (inner.is_loopback or inner.is_private))


def _inner(address: _V4 | _V6) -> _V4 | _V6:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, _V4):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return _V4(int(address) & 0xFFFFFFFF) if address in _NAT64 else address


def _public(address: _V4 | _V6) -> bool:
    if isinstance(address, _V4):
        return address.is_global and not any(address in net for net in _SPECIAL_V4)
    return address.scope_id is None and address in _GLOBAL_V6 and address.is_global and not any(address in net for net in _SPECIAL_V6)


def _literal(name: str) -> bool:
    """Whether the host is an IP address as such. Raises UsageError for one in disguise, which each program reads in its own way."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        if not name or _NUMBER.fullmatch(name.rpartition(".")[2]):
            raise UsageError(f"{name[:80]!r} is no way to write an address; write the host's name.") from None
        return False
    return True


async def _looked_up(name: str, port: int, resolver: Resolver) -> list[str]:
    try:
        found = list(await resolver(name, port))
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise NotAccepted(f"{name[:80]} is not known; check the address, and that there is a network.")
    return found

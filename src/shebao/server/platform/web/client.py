"""Where a request comes from, believing proxies only where the configuration says so."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the client: the peer's, or behind trusted proxies the last one in X-Forwarded-For that is not theirs."""
    trusted = networks(tuple(settings.TRUSTED_PROXIES))
    peer = str(request.META.get("REMOTE_ADDR") or "")
    if not trusted or (peer and not is_within(peer, trusted)):
        return peer
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")
    for address in (part.strip() for part in reversed(forwarded)):
        if not _is_address(address):
            break
        if not is_within(address, trusted):
            return address
    return peer


def client_group(request: HttpRequest) -> str:
    """The client as it counts for limits: its address, of IPv6 the /64 network, within which one person has them all."""
    return group_of(client_address(request))


def group_of(address: str) -> str:
    """An address as it counts for limits: itself, of IPv6 its /64 network."""
    if ":" not in address or not _is_address(address):
        return address
    return str(ip_network(f"{address.partition('%')[0]}/64", strict=False))


@lru_cache(maxsize=8)
def networks(addresses: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks that these texts name, the others left out."""
    return tuple(ip_network(address, strict=False) for address in addresses if _is_network(address))


def is_within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    """Whether an address lies in one of the networks."""
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True

"""Whether an address is asked through the proxy that the environment names, or directly.

What is on this machine or in its own network is asked directly, whatever the environment says: a proxy is there
for the outside, and the text of an article must not take a way round that nobody asked for.
"""

import ipaddress
import re
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies

from llmclaims.config.destinations import LOCAL_DOMAINS

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443}


def is_local(host: str) -> bool:
    """Tell whether a host is this machine or stands in its own network.

    That is an address which is not routed on the internet (127.0.0.1, ::1, 10.1.2.3, 192.168.1.5, fd00::1), a name
    without a dot, or one that ends with .localhost, .local, .localdomain, .internal, .lan or .home.arpa.
    """
    name = host.strip("[]").rstrip(".").lower()
    address = _address(name)
    if address is not None:
        return not address.is_global
    return "." not in name or name.endswith(LOCAL_DOMAINS)


def proxy_of(url: str, proxies: Mapping[str, str] | None = None) -> str | None:
    """Return the proxy through which an address is asked, None where it is asked directly.

    ``proxies`` are those of the environment (``HTTP_PROXY``, ``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``, in
    either case), as ``urllib.request.getproxies`` gives them, by default.
    """
    proxies = getproxies() if proxies is None else proxies
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    port = parts.port or _PORTS.get(parts.scheme, 0)
    found = proxies.get(parts.scheme) or proxies.get("all")
    if not found or is_local(host) or _excepted(host, port, proxies.get("no", "")):
        return None
    return found if "://" in found else f"http://{found}"


def _excepted(host: str, port: int, exceptions: str) -> bool:
    """Tell whether ``NO_PROXY`` names a host.

    An entry is ``*``, a name, which stands for all below it (with or without a dot or ``*.`` in front), an
    address or a network (10.0.0.0/8); each also with a port.
    """
    return any(_matches(one, host, port) for one in re.split(r"[,\s]+", exceptions.strip().lower()) if one)


def _matches(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    entry = entry.partition("://")[2] or entry
    name, wanted = _without_port(entry)
    if wanted and wanted != port:
        return False
    name = name.strip("[]")
    address = _address(host)
    if address is not None:
        try:
            return address in ipaddress.ip_network(name, strict=False)
        except ValueError:
            return False
    domain = name.removeprefix("*").removeprefix(".").rstrip(".")
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _without_port(entry: str) -> tuple[str, int]:
    """Return a host, and its port where one is named; the colons of an IPv6 address name none."""
    found = re.fullmatch(r"(\[[^]]*\](?:/\d+)?|[^:]*):(\d{1,5})", entry)
    return (found.group(1), int(found.group(2))) if found else (entry, 0)


def _address(host: str) -> _Address | None:
    """Return a host as the IP address that it is, also in its old forms (127.1, 0x7f000001); None for a name."""
    try:
        found: _Address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        if not re.fullmatch(r"[0-9a-fx.]+", host) or not host[:1].isdigit():
            return None
        try:
            found = ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found

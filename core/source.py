"""What may be known of where a request came from: a pseudonym for a day, and a kind of browser."""

import hashlib
import hmac
import ipaddress
import time

from django.conf import settings

# The first that is found in the user agent; each pretends to be those after it.
BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "YaBrowser": "Yandex", "SamsungBrowser": "Samsung",
    "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome",
    "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows",
    "CrOS": "ChromeOS", "Mac OS": "Mac", "Linux": "Linux",
}  # fmt: skip
NETWORK = 64  # bits of an IPv6 address that tell one subscriber from another


def pseudonym(address: str) -> str:
    """An address that stands for `address` today: fd00::/8, different in its first 64 bits.

    Without HASH_KEY it leads back to nobody; tomorrow the same source has another.
    """
    day = time.strftime("%Y-%m-%d", time.gmtime())
    message = f"{day}\0{_source(address)}".encode()
    digest = hmac.new(settings.HASH_KEY.encode(), message, hashlib.sha256).digest()
    return str(ipaddress.IPv6Address(b"\xfd" + digest[:7] + b"\0" * 8))


def device(user_agent: str) -> str:
    """Such as “Firefox, Windows”: no version, no model. Empty for what isn't known."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return f"{browser}, {system}" if browser and system else browser or system


def _source(address: str) -> str:
    """One subscriber is one source: all of an IPv6 network of his, an IPv4 address in any dress."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(parsed), NETWORK), strict=False))
    return str(parsed)

"""What a browser says of itself, in words a person recognises."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()

# The order matters: Edge says it is Chrome, Chrome says it is Safari, Android says it is Linux.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("SamsungBrowser", "Samsung Internet"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """{{ session.user_agent|device }} → Firefox sur Android."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return gettext("%(browser)s sur %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Appareil inconnu")

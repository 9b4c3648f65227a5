"""
Text that is safe wherever Folium prints it.

HTML-escaping alone is not enough: Folium writes some texts into JavaScript
template literals, where `${…}` runs and a backslash hides what follows, and
renders its scripts twice, the second time as a Jinja template, where `{{…}}`
runs on the server.
"""

from __future__ import annotations

import html

TEMPLATE_CHARACTERS = str.maketrans({c: f"&#{ord(c)};" for c in "`${}\\"})


def escape(text: object) -> str:
    """
    Return any value as text that neither HTML nor a JavaScript template runs.

    Parameters
    ----------
    text
        Whatever stands in a layer's cell.
    """
    return html.escape(str(text), quote=True).translate(TEMPLATE_CHARACTERS)


def unescape(text: str) -> str:
    """
    Return the text that was escaped, as an id that comes back from the map.

    Parameters
    ----------
    text
        As `escape` returned it.
    """
    return html.unescape(text)

"""The first stop of the Tab key: a link past the frame to the search, or to what the page says."""

from __future__ import annotations

import json

from geo_app.errors import mark
from geo_app.ui.shared.language import words

TO_SEARCH = mark("Go to the search")
TO_CONTENT = mark("Go to the content")

SKIP_CSS = """
.ga-skip{position:fixed;left:8px;top:-60px;z-index:1000001;padding:8px 14px;background:#0f766e;
color:#fff!important;border-radius:0 0 8px 8px;text-decoration:none;font-size:15px}
.ga-skip:focus{top:0}
"""

# The link is made once a page and kept; what it leads to is looked for when it is used.
SCRIPT = """
(function (texts) {
    var link = document.querySelector(".ga-skip");
    function search() { return document.querySelector(".st-key-community input"); }
    if (!link) {
        link = document.createElement("a");
        link.className = "ga-skip";
        link.href = "#";
        link.addEventListener("focus", function () {
            link.textContent = link.dataset[search() ? "search" : "content"];
        });
        link.addEventListener("click", function (event) {
            event.preventDefault();
            var target = search();
            if (!target) {
                target = document.querySelector("h1.ga-title");
                if (!target) { return; }
                target.tabIndex = -1;
            }
            target.focus();
        });
        document.body.prepend(link);
    }
    link.dataset.search = texts.search;
    link.dataset.content = texts.content;
    link.textContent = texts.content;
})(%s);
"""


def skip_script() -> str:
    """Return the JavaScript that puts the link in front of everything else."""
    _ = words()
    texts = {"search": _(TO_SEARCH), "content": _(TO_CONTENT)}
    return SCRIPT % json.dumps(texts, ensure_ascii=False)

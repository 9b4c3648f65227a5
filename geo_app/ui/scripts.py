"""Where the scripts of the app lie: the frame around every page, and the pages."""

from __future__ import annotations

from pathlib import Path

ENTRY = Path(__file__).parents[2] / "streamlit_app.py"
FOLDER = "geo_app/ui/pages"
"""Of the pages, from the entry's folder, as Streamlit names them."""

FIRST_PAGE = f"{FOLDER}/overview.py"

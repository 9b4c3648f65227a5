"""The least that shows a Folium map in Streamlit, with the app's own local files."""

import folium
from streamlit_folium import st_folium

VENDOR = "/app/static/vendor/"

bare_map = folium.Map(location=(7.95, 98.35), zoom_start=10, tiles=None)
bare_map.default_js = [
    ("leaflet", f"{VENDOR}leaflet/leaflet.js"),
    ("jquery", f"{VENDOR}jquery/jquery.min.js"),
]
bare_map.default_css = [("leaflet_css", f"{VENDOR}leaflet/leaflet.css")]
folium.CircleMarker((7.95, 98.35)).add_to(bare_map)
st_folium(bare_map, key="bare", height=560, use_container_width=True, returned_objects=[])

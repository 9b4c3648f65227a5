"""Folium maps, safe to show: palette, popups, layers, whole maps. No Streamlit."""

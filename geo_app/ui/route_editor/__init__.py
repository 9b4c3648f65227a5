"""The map on which a route is drawn and edited, as one Streamlit component."""

"""Drawings that people bring: lines and stops out of GeoJSON, KML, KMZ, GPX and GTFS."""

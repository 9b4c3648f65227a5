"""Tests of geo_app.store."""

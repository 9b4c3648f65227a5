"""One module a command; `geo_app.cli` gathers them."""

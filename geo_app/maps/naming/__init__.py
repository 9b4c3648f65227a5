"""Names of places on a map: which there are, and how the browser finds them room."""

"""Route proposals on the page: what is kept, what is being edited, and what is shown of it."""

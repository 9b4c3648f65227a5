"""What the app says: its two languages, how days and distances are written, coded values."""

# The one name that whoever asks for words needs first.
from geo_app.words.translating import Language

__all__ = ["Language"]

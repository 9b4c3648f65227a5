"""How far people walk to stops and facilities, and where they set out from."""

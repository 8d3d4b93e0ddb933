"""What goes wrong with the embedded servers, as one plain sentence; it knows no cause in detail."""


class EmbeddedError(Exception):
    """The embedded servers cannot be used. `str()` is a sentence for the person at the keyboard."""

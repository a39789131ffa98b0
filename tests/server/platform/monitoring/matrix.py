"""What machines ask of the server is open to all; it decides for itself."""

OPEN_TO_ALL = ("monitoring",)

"""Pages of signing in, of one's account and of administering people."""

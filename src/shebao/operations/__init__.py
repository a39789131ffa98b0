"""The agency's business: what is computed or declared, without a server."""

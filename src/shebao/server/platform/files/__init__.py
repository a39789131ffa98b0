"""Stored files, named by their content: `store.store_upload`, `store.read`, `store.download`, `store.discard`."""

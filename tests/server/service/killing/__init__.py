"""An app for the test that kills processes: it accepts files, digests them slowly, and tells what became of them."""

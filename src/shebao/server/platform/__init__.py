"""What every part of the server stands on: people, organisations, decisions, jobs, files, pages, the database."""

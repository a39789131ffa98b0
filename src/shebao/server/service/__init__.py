"""Running the server: preparing the database, the web processes, the workers, backups."""

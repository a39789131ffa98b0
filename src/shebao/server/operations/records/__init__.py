"""The record in the database: rows that are only added, one writer (`doing.apply`), and what was known when (`reading`)."""

"""Cases and the counter: a person is found, a service started, decided by as many people as it asks for, the record changes."""

"""Cases: a service is started, decided by as many people as it asks for, the record changes, the person gets a receipt."""

"""The day, the service and the approver of the tests of cases."""

from server.operations.cases.conftest import approver, at_ten, service

__all__ = ["approver", "at_ten", "service"]

"""What intake does: several services of one matter accepted together."""

from shebao.server.operations.intake.together import Joint, joint_matters, start_together

__all__ = ["Joint", "joint_matters", "start_together"]

"""Pages of the queue."""

from shebao.server.operations.queues.views.wall import wall
from shebao.server.operations.queues.views.window import call, queue, take

__all__ = ["call", "queue", "take", "wall"]

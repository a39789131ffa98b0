"""待遇测算 for everybody: a few answers become a result in plain words. Pure: nothing is stored, no identity is asked.

A topic has questions; `Topic.answer` takes what was answered by the same field names as a case file and computes with
the same functions as the command, so that both give the same amounts.
"""

from shebao.policy.answers.answer import Answer, Comparison, Given, Line, Question, Topic, When
from shebao.policy.answers.topics import TOPICS

__all__ = ["TOPICS", "Answer", "Comparison", "Given", "Line", "Question", "Topic", "When"]

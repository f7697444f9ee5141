"""Whose turn a question of the review queue is."""

from __future__ import annotations

from datetime import UTC, datetime

from klantbeeld.pipeline.linking.review import Question
from klantbeeld.web.judging.turns import TURN, Turns

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def question(one: int, other: int) -> Question:
    return Question("near_miss", (one, other), (one, other), 0.0, 0.5, 1.0)


QUEUE = (question(1, 2), question(3, 4), question(5, 6))


def test_two_reviewers_get_different_questions() -> None:
    turns = Turns()
    turns.take((1, 2), "anna", NOW)
    assert turns.ordered(QUEUE, "bram", NOW) == (QUEUE[1], QUEUE[2], QUEUE[0])
    assert turns.ordered(QUEUE, "anna", NOW) == QUEUE


def test_a_question_comes_back_when_its_turn_is_over_or_the_next_one_is_taken() -> None:
    turns = Turns()
    turns.take((1, 2), "anna", NOW)
    assert turns.ordered(QUEUE, "bram", NOW + TURN) == QUEUE
    turns.take((3, 4), "anna", NOW)
    assert turns.ordered(QUEUE, "bram", NOW) == (QUEUE[0], QUEUE[2], QUEUE[1])

"""The shipped model: whole, in Splink's form, and weights that say what a clerk would say."""

import pytest

from shebao.operations.linking.model import shipped_model, structure
from shebao.operations.linking.training import examples, weights
from shebao.population.agency.writing import write_agency


def bits(comparison, level):
    model = shipped_model()
    found = next(each for each in model.comparisons if each.id == comparison)
    return model.weights.bits(found, next(each for each in found.levels if each.id == level))


def test_shares_are_shares():
    for comparison in shipped_model().comparisons:
        for shares in (shipped_model().weights.m[comparison.id], shipped_model().weights.u[comparison.id]):
            assert len(shares) == len(comparison.levels)
            assert sum(shares) == pytest.approx(1)
            assert all(0 < each < 1 for each in shares)


@pytest.mark.parametrize("comparison", [each.id for each in structure().comparisons])
def test_what_is_equal_speaks_more_for_one_person_than_what_differs(comparison):
    levels = next(each for each in shipped_model().comparisons if each.id == comparison).levels
    assert bits(comparison, levels[0].id) > bits(comparison, levels[-1].id)


def test_two_sound_numbers_of_one_day_speak_for_twins():
    assert bits("identity", "neighbour") < -8
    assert bits("identity", "near") > 5


def test_training_gives_the_score_that_was_fitted_and_the_same_again(tmp_path):
    write_agency(3_000, 99, tmp_path / "city", 2025 * 12 + 11, faults=10)
    seen = examples(tmp_path / "city", tmp_path / "work", structure())
    found = weights(structure(), seen)
    assert found == weights(structure(), seen)
    assert 0 < found.prior < 1

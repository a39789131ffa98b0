"""Sentences that tell several things of several names at once: what they say is what one sentence for each name says."""

import pytest

from auditing.told import told
from shebao.report import Report
from shebao.report.statements import Change, Parts, Share

WHOLE = "“三公”经费支出12.20万元，"
NAMES = "公务用车运行维护费、公务接待费"


def claims(subject: Report) -> set[tuple[str, ...]]:
    """Shares, parts and comparisons by what they are of and the figures printed."""
    found = set[tuple[str, ...]]()
    for claim in subject.claims:
        if isinstance(claim, Share):
            found.add(("share", claim.part.measure, claim.whole_measure, claim.rate.text))
        elif isinstance(claim, Parts):
            found.add(("parts", claim.whole.measure, *sorted(part.figure.text for part in claim.parts)))
        elif isinstance(claim, Change):
            difference, rate = claim.difference, claim.rate
            found.add(
                (
                    "change",
                    claim.measure,
                    str(claim.direction),
                    difference.text if difference else "",
                    rate.text if rate else "",
                )
            )
    return found


@pytest.mark.parametrize(
    ("at_once", "one_by_one"),
    [
        (
            "其中NAMES分别为9.80万元和2.40万元，分别占“三公”经费支出的80.33%和19.67%。",
            "其中公务用车运行维护费为9.80万元，占“三公”经费支出的80.33%，公务接待费为2.40万元，占“三公”经费支出的19.67%。",
        ),
        (
            "其中：NAMES决算分别为9.80万元（占80.33%）、2.40万元（占19.67%）。",
            "其中：公务用车运行维护费决算为9.80万元（占80.33%），公务接待费决算为2.40万元（占19.67%）。",
        ),
        (
            "其中，NAMES分别支出9.80万元、2.40万元，比上年分别减少0.80万元、0.60万元，分别下降7.55%、20.00%。",
            "其中，公务用车运行维护费支出9.80万元，比上年减少0.80万元，下降7.55%，公务接待费支出2.40万元，比上年减少0.60万元，下降20.00%。",
        ),
        (
            "其中NAMES依次为9.80万元、2.40万元，分别比上年增加0.80万元、减少0.60万元。",
            "其中公务用车运行维护费为9.80万元，比上年增加0.80万元，公务接待费为2.40万元，比上年减少0.60万元。",
        ),
        (
            "其中NAMES分别为9.80万元、2.40万元，分别较上年的9.00万元、3.00万元增加0.80万元、减少0.60万元。",
            "其中公务用车运行维护费为9.80万元，较上年的9.00万元增加0.80万元，公务接待费为2.40万元，较上年的3.00万元减少0.60万元。",
        ),
    ],
)  # fmt: skip
def test_a_distributive_sentence_claims_what_its_single_sentences_claim(at_once: str, one_by_one: str) -> None:
    expected = claims(told(three_public=WHOLE + one_by_one))
    assert claims(told(three_public=WHOLE + at_once.replace("NAMES", NAMES))) == expected
    assert expected


@pytest.mark.parametrize(
    "words",
    [
        "其中NAMES分别为9.80万元、2.40万元、1.00万元。",  # more figures than names
        "其中NAMES分别为9.80万元、2.40%。",  # no two of one kind
        "其中NAMES等分别为9.80万元、2.40万元，分别由财务科管理。",
    ],
)
def test_what_cannot_be_given_to_its_names_is_given_to_none(words: str) -> None:
    assert not {
        claim for claim in claims(told(three_public=WHOLE + words.replace("NAMES", NAMES))) if claim[0] == "share"
    }

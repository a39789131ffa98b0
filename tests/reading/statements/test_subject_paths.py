"""Paths of the functional classification however they are joined: an item's amount is never that of its class."""

from itertools import product

import pytest

from reading.statements.sentences import facts, statements

CLASS, CATEGORY, ITEM = "社会保障和就业支出", "人力资源和社会保障管理事务", "行政运行"
PRINTED = {
    "brackets": f"{CLASS}（类）{CATEGORY}（款）{ITEM}（项）",
    "half-width": f"{CLASS}(类){CATEGORY}(款){ITEM}(项)",
    "levels alone": f"{CLASS}类{CATEGORY}款{ITEM}项",
    "dashes": f"{CLASS}-{CATEGORY}-{ITEM}",
    "long dashes": f"{CLASS}——{CATEGORY}——{ITEM}",
    "slashes": f"{CLASS}/{CATEGORY}/{ITEM}",
    "nothing": f"{CLASS}{CATEGORY}{ITEM}",
    "quotation marks": f"“{CLASS}”（类）“{CATEGORY}”（款）“{ITEM}”（项）",
    "codes": f"{CLASS}（208）{CATEGORY}（20801）{ITEM}（2080101）",
}
SAID = {
    "colon": "{path}：年初预算3.00万元，决算2.00万元，完成年初预算的66.67%。",
    "full stop": "{path}。年初预算为3.00万元，支出决算为2.00万元，完成年初预算的66.67%。",
    "at once": "{path}年初预算安排3.00万元，支出决算2.00万元，完成年初预算的66.67%。",
    "actual first": "{path}支出决算2.00万元，年初预算3.00万元，决算为年初预算的66.67%。",
}


@pytest.mark.parametrize(("printed", "said"), list(product(PRINTED, SAID)))
def test_an_amount_behind_a_path_is_the_items(printed: str, said: str) -> None:
    found = statements("narrative.general.items", "1." + SAID[said].format(path=PRINTED[printed]))
    path = f"general/{CLASS}/{CATEGORY}/{ITEM}"
    assert sorted(facts(found)) == sorted([(path, "initial_budget", "3.00万元"), (path, "actual", "2.00万元")])
    assert [claim.rate.text for claim in found.claims] == ["66.67"]


@pytest.mark.parametrize("joined", ["{}类{}款{}项", "{}-{}-{}", "{}（类）{}（款）{}（项）"])
def test_names_that_no_classification_has_are_read_by_their_marks(joined: str) -> None:
    path = joined.format(CLASS, "井口修护事务", "井口加固")
    found = statements("narrative.general.items", f"1.{path}：支出决算2.00万元。")
    assert facts(found) == [(f"general/{CLASS}/井口修护事务/井口加固", "actual", "2.00万元")]


def test_a_class_alone_stays_a_class() -> None:
    found = statements(
        "narrative.general.structure",
        "一般公共预算财政拨款支出5.00万元，其中：社会保障和就业支出3.00万元，占60%；卫生健康支出（类）2.00万元，占40%。",
    )
    assert [item for item, _, _ in facts(found)] == ["general", f"general/{CLASS}", "general/卫生健康支出"]

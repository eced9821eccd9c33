"""powers/lanes.py: who stands in which lane."""

from __future__ import annotations

from powers.lanes import Lanes, assign, cells
from riskreg.rendering.figures import ChartStep

BRANCH = [(1, 2), (1, 3), (2, 4), (3, 4)]


def steps(*actors: str, units: dict[str, str] | None = None) -> list[ChartStep]:
    known = units or {}
    return [ChartStep(no, "办理", "execute", a, unit=known.get(a, "")) for no, a in enumerate(actors, 1)]


def test_every_actor_has_a_lane_in_order_of_appearance() -> None:
    found = assign(steps("窗口", "科长", "窗口"), [(1, 2), (2, 3)])
    assert (found.names, found.lane_of) == (("窗口", "科长"), {1: 0, 2: 1, 3: 0})
    assert (found.merged, found.notes) == ((), ())


def test_a_step_without_actor_stands_with_its_neighbour() -> None:
    found = assign(steps("", "科长", "", "局长"), [(1, 2), (2, 3), (3, 4)])
    assert found.lane_of == {1: 0, 2: 0, 3: 0, 4: 1}


def test_nobody_at_all_makes_one_lane() -> None:
    assert assign(steps("", ""), []).names == ("未注明岗位",)


def test_beyond_six_the_actors_of_one_unit_share_its_lane() -> None:
    units = {"经办人": "民政所", "所长": "民政所", "复核人": "民政所"}
    found = assign(steps("甲", "经办人", "乙", "丙", "所长", "丁", "复核人", units=units), [])
    assert found.names == ("甲", "民政所", "乙", "丙", "丁")
    assert found.lane_of == {1: 0, 2: 1, 3: 2, 4: 3, 5: 1, 6: 4, 7: 1}
    assert found.merged == ("经办人", "所长", "复核人")
    assert found.notes == ("“民政所”泳道合并了：经办人、所长、复核人。",)


def test_a_unit_with_one_actor_keeps_the_actors_name() -> None:
    units = {"一": "科室", "二": "科室", "三": "办公室"}
    found = assign(steps("一", "二", "三", "四", "五", "六", "七", units=units), [])
    assert found.names == ("科室", "三", "四", "五", "六", "七")


def test_where_units_do_not_help_the_rarest_share_the_last_lane() -> None:
    found = assign(steps("一", "二", "三", "四", "五", "六", "七", "七"), [])
    assert found.names == ("一", "二", "三", "四", "七", "其他岗位")
    assert found.notes == ("“其他岗位”泳道合并了：五、六。",)
    assert found.lane_of[5] == found.lane_of[6] == 5


def test_merged_actors_are_told_apart_where_one_is_several() -> None:
    found = assign(steps("一", "二", "三", "四", "五、丙", "六", "七", "七"), [])
    assert found.notes == ("“其他岗位”泳道合并了：五、丙；六。",)


def test_where_lanes_are_few_steps_of_a_lane_stand_side_by_side() -> None:
    found = cells(
        [1, 2, 3, 4], {1: 0, 2: 1, 3: 1, 4: 2}, BRANCH, Lanes({1: 0, 2: 0, 3: 0, 4: 1}, ("甲", "乙"))
    )
    assert found.rows == {1: 0, 2: 1, 3: 1, 4: 2}
    assert found.columns == {1: 0, 2: 0, 3: 1, 4: 2}
    assert found.spans == ((0, 1), (2, 2))


def test_in_a_lane_of_its_own_the_main_path_stands_in_the_middle_and_branches_on_both_sides() -> None:
    ways = [(1, 2), (1, 3), (1, 4), (2, 5), (3, 5), (4, 5), (4, 6)]
    lanes = Lanes(dict.fromkeys(range(1, 7), 0), ("甲",))
    found = cells([1, 2, 5, 3, 4, 6], {1: 0, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2}, ways, lanes)
    assert found.columns == {1: 1, 2: 1, 3: 2, 4: 0, 5: 1, 6: 0}
    assert found.rows == {1: 0, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2}
    assert found.spans == ((0, 2),)


def test_where_lanes_are_many_they_stand_below_each_other_the_first_on_top() -> None:
    lanes = Lanes({1: 0, 2: 0, 3: 0, 4: 1}, ("甲", "乙", "丙"))
    found = cells([1, 3, 2, 4], {1: 0, 2: 1, 3: 1, 4: 2}, BRANCH, lanes)
    assert found.rows == {1: 0, 3: 1, 2: 2, 4: 3}
    assert found.columns == {1: 0, 2: 0, 3: 0, 4: 1}
    assert found.spans == ((0, 0), (1, 1), (2, 2))


def test_what_does_not_wait_for_a_step_that_moved_down_stays_where_it_is() -> None:
    lanes = Lanes({1: 0, 2: 0, 3: 0, 4: 1}, ("甲", "乙", "丙"))
    found = cells([1, 3, 2, 4], {1: 0, 2: 1, 3: 1, 4: 2}, [(1, 2), (1, 3), (3, 4)], lanes)
    assert found.rows == {1: 0, 3: 1, 2: 2, 4: 2}

from ringback.modes.faults.draw import draw


def test_a_draw_depends_on_what_it_is_for_alone() -> None:
    first = [draw(7, "reset,chance=50", number, "chance") for number in range(100)]
    backwards = [draw(7, "reset,chance=50", number, "chance") for number in reversed(range(100))]
    assert first == backwards[::-1]


def test_another_seed_rule_number_or_purpose_is_another_draw() -> None:
    draws = {
        draw(7, "reset", 1, "chance"),
        draw(8, "reset", 1, "chance"),
        draw(7, "close", 1, "chance"),
        draw(7, "reset", 2, "chance"),
        draw(7, "reset", 1, "ms"),
    }
    assert len(draws) == 5


def test_draws_are_spread_evenly_from_0_to_1() -> None:
    draws = [draw(7, "reset", number, "chance") for number in range(10_000)]
    assert all(0 <= one < 1 for one in draws)
    tenths = [sum(int(one * 10) == tenth for one in draws) for tenth in range(10)]
    assert all(900 < number < 1_100 for number in tenths)

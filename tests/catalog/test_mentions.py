from headcount.catalog.mentions import Mention, unheard_of

KNOWN = {"orders": "orders", "users": "users", "alice": "record-7dda61f4"}


def test_an_entity_that_no_route_has_is_said_with_those_there_are() -> None:
    mentions = [Mention("[[canaries]] 1", "orders"), Mention("[[relations]] 2 (cases.csv)", "user"), Mention("x", "alice")]
    assert list(unheard_of(mentions, KNOWN)) == [
        (
            "[[relations]] 2 (cases.csv)",
            'entity = "user" is of no route, so the table does nothing; write one of: orders, users',
        )
    ]


def test_what_stands_for_a_name_is_not_what_tokens_are_made_under() -> None:
    told = 'entity = "record-7dda61f4" stands for a word of the path that may be somebody\'s name; write that word'
    assert list(unheard_of([Mention("[[places]] 1", "record-7dda61f4")], KNOWN)) == [("[[places]] 1", told)]


def test_of_a_log_without_routes_nothing_is_said() -> None:
    assert list(unheard_of([Mention("[[canaries]] 1", "orders")], {})) == []

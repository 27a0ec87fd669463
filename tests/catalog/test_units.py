from __future__ import annotations

import pytest

from headcount.catalog.units import MOST_SIBLINGS, Templates


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("GET /", "GET /"),
        ("GET /v2/orders/4711/items", "GET /v2/orders/{id}/items"),
        ("GET /users/ada/orders", "GET /users/{name}/orders"),
        ("GET /users/search", "GET /users/search"),
        ("GET /u/ada@example.com", "GET /u/{email}"),
        ("POST //api.example/u/7", "POST //api.example/u/{id}"),
        ("GET /find/Ada%20Lovelace%C3%A9", "GET /find/{name}"),
        ("GET /find/%E5%BC%A0", "GET /find/{name}"),
        ("GET /pets/{id}/x", "GET /pets/{id}/x"),
        ("GET /a;jsessionid=4711/b", "GET /a/b"),
        ("public.orders", "public.orders"),
        ("GET", "GET"),
        ("my file 4711.json", "my file 4711.json"),
        ("", ""),
    ],
)
def test_paths_lose_their_values(unit: str, found: str) -> None:
    assert Templates().of(unit) == found
    assert Templates([unit]).of(unit) == found
    assert Templates().of(found) == found


def templates(*paths: str) -> list[str]:
    units = [f"GET {path}" for path in paths]
    learned = Templates(units)
    return [learned.of(unit).removeprefix("GET ") for unit in units]


def test_codes_beside_each_other_are_values() -> None:
    assert templates("/o/37GKK/a", "/o/AB3XY/a", "/o/QQRST/b", "/o/7Z7Z7", "/o") == [
        "/o/{id}/a",
        "/o/{id}/a",
        "/o/{id}/b",
        "/o/{id}",
        "/o",
    ]
    assert templates("/c/DE", "/c/FR", "/c/CN", "/c/VN", "/c/all") == ["/c/{id}"] * 5


def test_few_codes_are_values_too_and_words_stay() -> None:
    assert templates("/o/37GKK", "/o/AB3XY", "/o/QQRST") == ["/o/{name}"] * 3
    words = ["/a/orders", "/a/events", "/a/carts", "/a/seats", "/a/v2", "/a/v3", "/a/oauth2"]
    assert templates(*words) == words


def test_what_may_be_somebody_s_is_no_part_of_a_unit() -> None:
    assert templates("/x/anna/cards", "/dragon/orders", "/zhangsan", "/max_mustermann/feed") == [
        "/x/{name}/cards",
        "/{name}/orders",
        "/{name}",
        "/{name}/feed",
    ]
    kept = ["/basket", "/giftcards/", "/orderpositions", "/wp-json", "/index.html", "/api/v2/search.php", "/wombats/{id}"]
    assert templates(*kept[:-1], "/wombats/4711", "/anna/4711") == [*kept, "/{name}/{id}"]


def test_many_words_beside_each_other_are_values() -> None:
    names = [chr(97 + n // 26) + chr(97 + n % 26) for n in range(MOST_SIBLINGS + 1)]
    assert templates(*(f"/p/{name}" for name in names[:-1])) == [f"/p/{name}" for name in names[:-1]]
    assert set(templates(*(f"/p/{name}/x" for name in names))) == {"/p/{id}/x"}


def test_hosts_are_no_values() -> None:
    hosts = [f"//a{n}.example/x" for n in range(40)]
    assert templates(*hosts) == hosts

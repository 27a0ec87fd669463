"""S3's answers in their documented form: pages, policies that strangers read, all buckets, and names that are odd."""

from __future__ import annotations

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.web import Asked, Said, running

LISTED = '<?xml version="1.0"?>\n<ListBucketResult><IsTruncated>{cut}</IsTruncated>{more}{objects}</ListBucketResult>'
DENIED = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"
TABLE = "mail\tname\n" + "".join(f"anna.meyer{at}@example.com\tn{at}\n" for at in range(20))


def _objects(names: list[str], size: int = 9) -> str:
    return "".join(f"<Contents><Key>{name}</Key><Size>{size}</Size></Contents>" for name in names)


def test_pages_are_turned_a_few_times_and_no_more() -> None:
    def answer(one: Asked) -> Said:
        if "list-type" not in one.query:
            return Said(403, DENIED)
        at = int(one.query.get("continuation-token", "0"))
        more = f"<NextContinuationToken>{at + 1}</NextContinuationToken>"
        names = [f"{at}-{number}.bin" for number in range(1000)]
        return Said(200, LISTED.format(cut="true", more=more, objects=_objects(names)).encode())

    with running(answer) as double:
        store = seen("s3", double.port, path="/made")
    assert (store.reader, store.estimate, store.unit) == (Reader.ANYONE, 3000, "objects at least")
    assert codes(store) == ["public-list", "no-tls"]
    assert "about 3,000 objects at least" in store.sentence


def test_names_are_escaped_and_beginnings_are_read() -> None:
    odd = "a b/&amp;?#\u00e9.tsv"

    def answer(one: Asked) -> Said:
        if "list-type" in one.query:
            return Said(200, LISTED.format(cut="false", more="", objects=_objects([odd, "x.png"])).encode(), {"Server": "MinIO"})
        if one.path == "/made/a b/&?#\u00e9.tsv":
            return Said(206, TABLE.encode())
        return Said(403, DENIED)

    with running(answer) as double:
        store = seen("s3", double.port, path="/made")
    assert (store.product, store.estimate, kinds(store)) == ("MinIO", 2, {"email"})
    assert codes(store) == ["public-list", "public-read", "no-tls"]
    assert {one.headers.get("range") for one in double.asked if one.path.endswith(".tsv")} == {"bytes=0-65535"}


def test_a_locked_one_whose_rules_anybody_reads() -> None:
    grants = (
        b"<AccessControlPolicy><Grant><URI>http://acs.amazonaws.com/groups/global/AuthenticatedUsers</URI>"
        b"<Permission>READ</Permission></Grant><Grant><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI>"
        b"<Permission>WRITE</Permission></Grant></AccessControlPolicy>"
    )
    with running(lambda one: Said(200, grants) if "acl" in one.query else Said(403, DENIED)) as double:
        store = seen("s3", double.port, path="/made")
    assert (store.reader, codes(store)) == (Reader.NOBODY, ["public-write", "any-account", "no-tls", "public-policy"])
    assert not any("authorization" in one.headers for one in double.asked)


def test_weak_secrets_are_never_sent() -> None:
    with running(lambda _: Said(403, DENIED)) as double:
        store = seen("s3", double.port, WEAK, "/made")
    shown = [one.headers["authorization"] for one in double.asked if "authorization" in one.headers]
    assert (store.reader, len(shown)) == (Reader.NOBODY, 2)
    assert not [one for one in WEAK for text in shown if one.password in text]


def test_another_product() -> None:
    with running(lambda _: Said(403, {"error": "no"})) as double:
        store = seen("s3", double.port, WEAK, "/made")
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as S3 does")
    assert not any("authorization" in one.headers for one in double.asked)

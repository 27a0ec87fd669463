"""Stores of an account, against moto's server, which lists databases, caches, search domains and buckets as Amazon does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from headcount.probes.amazon import account

moto_server = pytest.importorskip("moto.server", reason="moto's server is not installed")
boto3: Any = pytest.importorskip("boto3", reason="boto3, which makes the made account, is not installed")
REGION = "eu-central-1"
MADE = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = moto_server.ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def test_every_kind_of_store_is_listed(endpoint: str) -> None:
    def client(service: str) -> Any:  # noqa: ANN401  # boto3 makes its clients at run time
        return boto3.client(service, REGION, endpoint_url=endpoint, aws_access_key_id="testing", aws_secret_access_key="testing")

    client("rds").create_db_instance(
        DBInstanceIdentifier="people",
        Engine="postgres",
        DBInstanceClass="db.t3.micro",
        Port=5433,
        PubliclyAccessible=True,
        Tags=[{"Key": "owner", "Value": "data team"}],
    )
    client("rds").create_db_cluster(
        DBClusterIdentifier="orders", Engine="aurora-mysql", MasterUsername="made", MasterUserPassword="made-up-password"
    )
    client("s3").create_bucket(Bucket="photos", CreateBucketConfiguration={"LocationConstraint": REGION})
    client("opensearch").create_domain(DomainName="search", EngineVersion="OpenSearch_2.5")
    client("elasticache").create_cache_cluster(
        CacheClusterId="sessions", Engine="memcached", NumCacheNodes=1, CacheNodeType="cache.t3.micro"
    )
    listed, left = account(REGION, MADE | {"AWS_ENDPOINT_URL": endpoint}).stores()
    found = {one.where: one for one in listed}
    assert left == []
    people = found[f"RDS {REGION}: people"]
    assert people.url.startswith("postgres://people.")
    assert people.url.endswith(":5433")
    assert (people.owner, people.hint) == ("data team", "publicly accessible")
    assert found[f"RDS {REGION}: orders"].url.startswith("mysql://")
    assert found[f"OpenSearch {REGION}: search"].url.startswith("opensearch://")
    assert found[f"S3 {REGION}: photos"].url == f"s3://{endpoint.removeprefix('http://')}/photos"
    assert len(found) >= 4

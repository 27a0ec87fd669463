"""CloudTrail's events, with made accounts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headcount.sources.cloudtrail import CLOUDTRAIL
from headcount.sources.lines import FOREIGN, NO_TIME
from tests.sources.reading import read

ROOT = "arn:aws:iam::111122223333"
OWN = "111122223333"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop"
CONTEXT = {"encryptionContext": {"SecretARN": SECRET, "SecretVersionId": "7"}, "encryptionAlgorithm": "S"}
USER = {
    "type": "IAMUser",
    "arn": f"{ROOT}:user/alice",
    "accountId": "111122223333",
    "accessKeyId": "AKIAEXAMPLE",
    "userName": "alice",
}


def event(name: str, service: str = "secretsmanager", parameters: object = None, **more: object) -> dict[str, Any]:
    return {
        "eventVersion": "1.08",
        "eventTime": "2025-11-01T08:00:02Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "userIdentity": USER,
        "sourceIPAddress": "192.0.2.7",
        "userAgent": "aws-cli/2.13.5",
        "requestParameters": parameters,
        "recipientAccountId": "111122223333",
        **more,
    }


def one(told: dict[str, Any]) -> dict[str, Any]:
    [access], skipped = read(CLOUDTRAIL, json.dumps(told))
    assert skipped == {}
    return access


def test_a_secret() -> None:
    secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-a1B2c3"
    assert one(event("GetSecretValue", parameters={"secretId": secret, "versionId": "B36292B7"}, readOnly=True)) == {
        "time": "2025-11-01T08:00:02+00:00",
        "address": "192.0.2.7",
        "account": f"{ROOT}:user/alice",
        "credential": "AKIAEXAMPLE",
        "user_agent": "aws-cli/2.13.5",
        "method": "GET",
        "target": "/secretsmanager/by-secret/GetSecretValue?secret_id=111122223333:shop-a1B2c3",
        "status": 200,
        "size": -1,
        "line": 1,
    }


@pytest.mark.parametrize(
    ("name", "service", "parameters", "target"),
    [
        ("GetObject", "s3", {"bucketName": "shop", "key": "users/42/photo.jpg"}, "/s3/shop/users/42/photo.jpg"),
        (
            "GetBucketAcl",
            "s3",
            {"bucketName": "shop", "Host": "x", "acl": ""},
            "/s3/by-bucket/GetBucketAcl?bucket_id=111122223333:shop",
        ),
        (
            "GetParameters",
            "ssm",
            {"names": ["/db/a", "/db/b"]},
            f"/ssm/by-parameter/GetParameters?parameter_id={OWN}:db%2Fa,{OWN}:db%2Fb",
        ),
        (
            "DescribeInstances",
            "ec2",
            {"instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-2"}]}},
            f"/ec2/by-instance/DescribeInstances?instance_id={OWN}:i-1,{OWN}:i-2",
        ),
        (
            "DescribeVpcs",
            "ec2",
            {"vpcSet": {}, "filterSet": {"items": [{"name": "x"}]}, "maxResults": 5},
            "/ec2/of-vpcs/DescribeVpcs",
        ),
        (
            "AdminGetUser",
            "cognito-idp",
            {"userPoolId": "eu_1", "username": "bob"},
            f"/cognito-idp/by-user/AdminGetUser?user_id={OWN}:bob&userpool_id={OWN}:eu_1",
        ),
        (
            "GetItem",
            "dynamodb",
            {"tableName": "people", "key": {"customer": {"S": "c7"}}},
            f"/dynamodb/by-customer/GetItem?customer_id={OWN}:c7&table_id={OWN}:people",
        ),
        ("GetFunction20150331v2", "lambda", {"functionName": "f"}, "/lambda/by-function/GetFunction?function_id=111122223333:f"),
        ("Decrypt", "kms", CONTEXT, "/kms/by-secret/Decrypt?secret_id=111122223333:shop"),
        ("ListUsers", "iam", None, "/iam/of-users/ListUsers"),
        ("ListUsers", "iam", "not an object", "/iam/of-users/ListUsers"),
    ],
)
def test_targets(name: str, service: str, parameters: object, target: str) -> None:
    access = one(event(name, service, parameters, readOnly=True))
    assert (access["method"], access["target"]) == ("GET", target)


@pytest.mark.parametrize(
    ("identity", "account"),
    [
        (
            {
                "type": "AssumedRole",
                "arn": "arn:aws:sts::111122223333:assumed-role/app/i-0123456789",
                "sessionContext": {"sessionIssuer": {"arn": f"{ROOT}:role/app"}},
            },
            f"{ROOT}:role/app",
        ),
        (
            {
                "type": "AssumedRole",
                "arn": "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_1/alice",
                "sessionContext": {
                    "sessionIssuer": {"arn": f"{ROOT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1"}
                },
            },
            "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_1/alice",
        ),
        (
            {
                "type": "AssumedRole",
                "arn": "arn:aws:sts::111122223333:assumed-role/app/x",
                "sessionContext": {"sessionIssuer": {"arn": f"{ROOT}:role/app"}, "sourceIdentity": "bob"},
            },
            f"{ROOT}:role/app/bob",
        ),
        ({"type": "AWSService", "invokedBy": "rds.amazonaws.com"}, "rds.amazonaws.com"),
        ({"type": "IAMUser", "userName": "alice"}, "alice"),
        ({"type": "Unknown", "arn": 7}, ""),
    ],
)
def test_principals(identity: object, account: str) -> None:
    assert one(event("ListUsers", "iam", userIdentity=identity)).get("account", "") == account


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("AccessDenied", 403),
        ("Client.UnauthorizedOperation", 403),
        ("NoSuchBucketPolicy", 404),
        ("ResourceNotFoundException", 404),
        ("ThrottlingException", 429),
        ("Client.InvalidParameterValue", 400),
        (None, 200),
    ],
)
def test_statuses(code: str | None, status: int) -> None:
    assert one(event("GetSecretValue", errorCode=code))["status"] == status


@pytest.mark.parametrize(
    ("name", "read_only", "method"),
    [
        ("GetUser", None, "GET"),
        ("BatchGetItem", None, "GET"),
        ("PutItem", None, "WRITE"),
        ("GetUser", False, "WRITE"),
        ("X", True, "GET"),
    ],
)
def test_what_reads(name: str, read_only: bool | None, method: str) -> None:
    assert one(event(name, readOnly=read_only))["method"] == method


def test_addresses_sizes_and_times() -> None:
    access = one(event("GetObject", "s3", sourceIPAddress="AWS Internal", additionalEventData={"bytesTransferredOut": 373.0}))
    assert (access.get("address"), access["size"]) == (None, 373)
    told = [event("GetUser", eventTime="soon"), event("GetUser", eventSource=None), {"a": 1}]
    _, skipped = read(CLOUDTRAIL, "\n".join(map(json.dumps, told)))
    assert skipped == {NO_TIME: 1, FOREIGN: 2}


def test_recognised() -> None:
    assert CLOUDTRAIL.recognise(json.dumps(event("GetUser")).encode()) == 1.0
    assert CLOUDTRAIL.recognise(b'{"time": "2025-11-01T08:00:02Z", "status": 200, "path": "/"}\n') == 0.0

"""OpenID Connect: what a provider must say before anybody comes in. tests/services/test_oidc.py asks a real one."""

from __future__ import annotations

import datetime as dt
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.testclient import TestClient

from headcount.config.console import ConsoleConfig, OidcConfig
from headcount.console.signing import provider
from headcount.errors import ConfigError
from tests.console.signing.entrance import Entrance, sign_in

ISSUER = "https://id.example.com/staff"
KEY, OTHER = RSAKey.generate_key(2048, {"kid": "one"}), RSAKey.generate_key(2048, {"kid": "one"})
OIDC = OidcConfig(ISSUER, "console", roles={"security": "analyst", "dpo": "privacy_officer"})


class Staff:
    """A provider that says what it is told to."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.key: Any = KEY
        self.header: dict[str, str] = {"alg": "RS256", "kid": "one"}
        self.metadata: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize?theme=dark",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
        self.sent: dict[str, list[str]] = {}
        self.authorization = ""
        self.down = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("down")
        match request.url.path.rpartition("/")[2]:
            case "openid-configuration":
                return httpx.Response(200, json=self.metadata)
            case "keys":
                return httpx.Response(200, json=KeySet([KEY]).as_dict(private=False))
            case "token":
                self.sent = parse_qs(request.content.decode())
                self.authorization = request.headers.get("authorization", "")
                token = jwt.encode(self.header, self.claims, self.key, algorithms=[self.header["alg"]])
                return httpx.Response(200, json={"id_token": token, "access_token": "x", "token_type": "Bearer"})
        return httpx.Response(404)

    def begin(self, entrance: Entrance, browser: TestClient | None = None) -> dict[str, str]:
        """Leave for the provider; what it is asked. It will say of whoever comes back what is true."""
        left = (browser or entrance.browser).get("/sign-in/provider?back=/clients")
        assert left.status_code == 303
        asked = {name: values[0] for name, values in parse_qs(urlsplit(left.headers["location"]).query).items()}
        now = int(entrance.now.timestamp())
        self.claims = {"iss": ISSUER, "sub": "42", "aud": "console", "exp": now + 300, "iat": now, "nonce": asked["nonce"]}
        self.claims |= {"preferred_username": "ann", "groups": ["everybody", "dpo", "security"]}
        return asked


def back(entrance: Entrance, asked: dict[str, str], **more: str) -> Any:  # noqa: ANN401  # what the browser was answered
    return entrance.browser.get("/sign-in/provider/back", params={"code": "c0de", "state": asked["state"]} | more)


@pytest.fixture
def staff(monkeypatch: pytest.MonkeyPatch) -> Staff:
    made = Staff()
    monkeypatch.setattr(provider, "_client", lambda: httpx.AsyncClient(transport=httpx.MockTransport(made.answer)))
    return made


@pytest.fixture
def entrance(tmp_path: Path) -> Iterator[Entrance]:
    made = Entrance(tmp_path, ConsoleConfig(oidc=OIDC, public_url="http://127.0.0.1:4282"))
    yield made
    made.state.close()


def test_somebody_comes_in_with_the_first_role_that_fits(entrance: Entrance, staff: Staff) -> None:
    assert "Sign in with OpenID Connect" in entrance.browser.get("/sign-in").text
    asked = staff.begin(entrance)
    assert asked["theme"] == "dark"
    assert asked["redirect_uri"] == "http://127.0.0.1:4282/sign-in/provider/back"
    assert (asked["response_type"], asked["scope"], asked["client_id"]) == ("code", "openid profile", "console")
    entered = back(entrance, asked, iss=ISSUER)
    assert (entered.status_code, entered.headers["location"]) == (303, "/clients")
    assert staff.sent["code"] == ["c0de"]
    assert staff.sent["client_id"] == ["console"]
    digest = urlsafe_b64encode(sha256(staff.sent["code_verifier"][0].encode()).digest()).decode().rstrip("=")
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (digest, "S256")
    assert entrance.browser.get("/api/v1/who").json()["login"] == "ann"
    user = entrance.state.users.named("ann")
    assert user is not None
    assert (user.role, user.subject, user.password) == ("analyst", f"{ISSUER} 42", "")
    assert sign_in(entrance.another(), "ann", "").status_code == 401


def test_the_role_is_what_the_provider_says_today(entrance: Entrance, staff: Staff) -> None:
    back(entrance, staff.begin(entrance))
    earlier = entrance.browser.cookies["headcount"]
    asked = staff.begin(entrance)
    staff.claims |= {"groups": "dpo", "preferred_username": "renamed"}
    assert back(entrance, asked).status_code == 303
    assert [(user.login, user.role) for user in entrance.state.users.all()] == [("ann", "privacy_officer")]
    assert entrance.another(Cookie=f"headcount={earlier}").get("/api/v1/who").status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://id.example.com/other"},
        {"aud": "another"},
        {"aud": ["console", "another"]},
        {"aud": ["console", "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "another"},
        {"exp": 1},
        {"sub": None},
        {"nonce": None},
        {"exp": None},
    ],
)
def test_what_a_token_must_say(entrance: Entrance, staff: Staff, claims: dict[str, object]) -> None:
    asked = staff.begin(entrance)
    staff.claims = {name: value for name, value in (staff.claims | claims).items() if value is not None}
    refused = back(entrance, asked)
    assert refused.status_code == 502
    assert "did not confirm the sign-in" in refused.text
    assert entrance.state.users.all() == []
    assert [what for _, what, _ in entrance.log()] == ["sign_in_failed"]


def test_a_token_for_several_names_who_may_use_it(entrance: Entrance, staff: Staff) -> None:
    asked = staff.begin(entrance)
    staff.claims |= {"aud": ["console", "another"], "azp": "console"}
    assert back(entrance, asked).status_code == 303


def test_a_token_of_another_key_or_of_a_shared_secret_is_none(entrance: Entrance, staff: Staff) -> None:
    asked = staff.begin(entrance)
    staff.key = OTHER
    assert back(entrance, asked).status_code == 502
    asked = staff.begin(entrance)
    staff.key, staff.header = OctKey.import_key("console-secret-of-32-characters!"), {"alg": "HS256", "kid": "one"}
    assert back(entrance, asked).status_code == 502
    assert entrance.state.users.all() == []


def test_only_the_browser_that_left_comes_back_and_once(entrance: Entrance, staff: Staff) -> None:
    asked = staff.begin(entrance)
    other = entrance.another()
    staff.begin(entrance, other)
    assert other.get("/sign-in/provider/back", params={"code": "c", "state": asked["state"]}).status_code == 502
    asked = staff.begin(entrance)
    assert back(entrance, asked | {"state": "x"}).status_code == 502
    asked = staff.begin(entrance)
    assert back(entrance, asked).status_code == 303
    assert back(entrance, asked).status_code == 502


def test_who_comes_back_late_without_a_code_or_from_elsewhere(entrance: Entrance, staff: Staff) -> None:
    asked = staff.begin(entrance)
    entrance.later(minutes=10)
    assert back(entrance, asked).status_code == 502
    asked = staff.begin(entrance)
    refused = entrance.browser.get("/sign-in/provider/back", params={"error": "access_denied", "state": asked["state"]})
    assert refused.status_code == 502
    asked = staff.begin(entrance)
    assert back(entrance, asked, iss="https://evil.example.com").status_code == 502


def test_who_is_in_no_group_stays_out(entrance: Entrance, staff: Staff) -> None:
    for groups in (["everybody"], [], None, 7):
        asked = staff.begin(entrance)
        staff.claims |= {"groups": groups} if groups is not None else {}
        if groups is None:
            del staff.claims["groups"]
        refused = back(entrance, asked)
        assert refused.status_code == 403
        assert "none of the groups" in refused.text


def test_a_local_account_is_nobody_elses(entrance: Entrance, staff: Staff) -> None:
    entrance.user("ann")
    refused = back(entrance, staff.begin(entrance))
    assert refused.status_code == 403
    assert "has the same login" in refused.text
    user = entrance.state.users.named("ann")
    assert user is not None
    assert user.subject == ""


def test_a_disabled_user_stays_out(entrance: Entrance, staff: Staff) -> None:
    back(entrance, staff.begin(entrance))
    entrance.state.users.change("ann", disabled=True)
    assert back(entrance, staff.begin(entrance)).status_code == 403


def test_a_provider_that_is_away_or_calls_itself_otherwise(entrance: Entrance, staff: Staff) -> None:
    staff.down = True
    assert entrance.browser.get("/sign-in/provider").status_code == 502
    staff.down, staff.metadata["issuer"] = False, "https://evil.example.com"
    assert entrance.browser.get("/sign-in/provider").status_code == 502


@pytest.mark.parametrize(
    ("methods", "sent"), [(None, "header"), (["client_secret_post"], "body"), (["client_secret_basic"], "header")]
)
def test_the_clients_secret_is_sent_as_the_provider_wants_it(
    tmp_path: Path, staff: Staff, methods: list[str] | None, sent: str
) -> None:
    (tmp_path / "secret").write_text("never-real\n")
    if methods:
        staff.metadata["token_endpoint_auth_methods_supported"] = methods
    oidc = OidcConfig(ISSUER, "console", str(tmp_path / "secret"), roles={"dpo": "viewer"})
    entrance = Entrance(tmp_path, ConsoleConfig(oidc=oidc, public_url="https://console.example.com/"))
    entrance.browser.base_url = "https://console.example.com"
    asked = staff.begin(entrance)
    assert asked["redirect_uri"] == "https://console.example.com/sign-in/provider/back"
    assert back(entrance, asked).status_code == 303
    assert (staff.authorization != "", "client_secret" in staff.sent) == (sent == "header", sent == "body")
    entrance.state.close()


def test_a_secret_that_cannot_be_read_is_told_of_at_the_start(tmp_path: Path) -> None:
    for text in (None, ""):
        if text is not None:
            (tmp_path / "secret").write_text(text)
        with pytest.raises(ConfigError, match=r"client_secret_file|is empty"):
            Entrance(tmp_path, ConsoleConfig(oidc=OidcConfig(ISSUER, "console", str(tmp_path / "secret"), roles={"x": "viewer"})))


def test_who_left_every_group_keeps_neither_session_nor_token(entrance: Entrance, staff: Staff) -> None:
    back(entrance, staff.begin(entrance))
    earlier = entrance.browser.cookies["headcount"]
    entrance.state.tokens.make("ann", "x", ["counts"], entrance.now, entrance.now + dt.timedelta(days=300))
    asked = staff.begin(entrance)
    staff.claims |= {"groups": []}
    assert back(entrance, asked).status_code == 403
    assert entrance.another(Cookie=f"headcount={earlier}").get("/api/v1/who").status_code == 401
    assert entrance.state.tokens.all() == []
    assert [detail for by, what, detail in entrance.log() if (by, what) == ("headcount", "user")] == [
        "made ann as analyst, as the provider says",
        "ended every session and API token of ann: in no group any more",
    ]


def test_a_role_of_the_provider_is_in_the_log(entrance: Entrance, staff: Staff) -> None:
    back(entrance, staff.begin(entrance))
    asked = staff.begin(entrance)
    staff.claims |= {"groups": "dpo"}
    back(entrance, asked)
    assert ("headcount", "user", "made ann privacy_officer, as the provider says") in entrance.log()


def test_strangers_write_no_log_without_end(entrance: Entrance, staff: Staff) -> None:
    for _ in range(3):
        assert entrance.browser.get("/sign-in/provider/back?code=c&state=x").status_code == 502
    assert entrance.log() == []
    answers = []
    for _ in range(23):
        asked = staff.begin(entrance)
        answers.append(entrance.browser.get("/sign-in/provider/back", params={"state": asked["state"]}).status_code)
    assert answers == [502] * 21 + [429] * 2
    staff.down = True
    entrance.door._routes[-2].endpoint.__self__._known = None  # type: ignore[attr-defined]  # as after a new start
    assert entrance.browser.get("/sign-in/provider").status_code == 429
    assert len(entrance.log()) == 21


@pytest.mark.parametrize("login", ["headcount", "..", "."])
def test_a_login_that_is_none_does_not_come_in(entrance: Entrance, staff: Staff, login: str) -> None:
    asked = staff.begin(entrance)
    staff.claims |= {"preferred_username": login}
    refused = back(entrance, asked)
    assert refused.status_code == 403
    assert "A login has 1 to 64 characters" in refused.text
    assert entrance.state.users.all() == []


def test_the_way_back_is_never_what_a_request_says(entrance: Entrance, staff: Staff) -> None:
    staff.begin(entrance)
    left = entrance.browser.get("/sign-in/provider", headers={"Host": "evil.example"})
    assert "evil.example" not in left.headers["location"]


def test_a_provider_that_says_it_tells_its_name_must(entrance: Entrance, staff: Staff) -> None:
    staff.metadata["authorization_response_iss_parameter_supported"] = True
    assert back(entrance, staff.begin(entrance)).status_code == 502
    assert entrance.state.users.all() == []
    assert back(entrance, staff.begin(entrance), iss=ISSUER).status_code == 303

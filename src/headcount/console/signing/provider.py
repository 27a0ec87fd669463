"""OpenID Connect: people sign in at their own provider (code flow with PKCE, state and nonce).

OpenID Connect Core 1.0 with errata 2, sections 3.1 and 3.1.3.7; OpenID Connect Discovery 1.0; RFC 7636 (S256); RFC 9207 (`iss`).
"""

from __future__ import annotations

import datetime as dt
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from headcount.console.signing.reception import FULL, Reception, within
from headcount.console.state import User
from headcount.console.words import N_
from headcount.errors import ConfigError, UsageError

PATH = "/sign-in/provider"
BACK = f"{PATH}/back"
_HOLDS = dt.timedelta(minutes=10)
_PATIENCE = 10.0
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Asymmetric ones only: a secret that the console knows too proves nothing."""
_LEEWAY = 60
_FAILED = N_("The provider did not confirm the sign-in; try again, or ask whoever looks after it.")
_NOBODY = N_("You are known to the provider, and in none of the groups that may come in here.")
_TAKEN = N_("A user of this console has the same login; an admin has to rename or remove one of the two.")
_DISABLED = N_("This user may not sign in any more.")


class Metadata(msgspec.Struct, frozen=True):
    """What the provider says of itself (Discovery 1.0, section 3), as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False
    token_endpoint_auth_methods_supported: list[str] = []


class Answered(msgspec.Struct, frozen=True):
    """What its token endpoint answers (Core 1.0, 3.1.3.3), as far as it is needed."""

    id_token: str


class Provider:
    """The pages of one door that lead there and back."""

    def __init__(self, reception: Reception) -> None:
        """`reception` is the door's.

        Raises:
            ConfigError: the file with the client's secret cannot be read.
        """
        self._at, self._config = reception, reception.config.oidc
        self._secret = _read(self._config.client_secret_file) if self._config.client_secret_file else ""
        self._known: Metadata | None = None

    def routes(self) -> list[BaseRoute]:
        """Its pages."""
        return [Route(PATH, self._leave, methods=["GET"]), Route(BACK, self._back, methods=["GET"])]

    async def _leave(self, request: Request) -> Response:
        """Send the browser to the provider."""
        now, verifier, nonce = self._at.clock(), secrets.token_urlsafe(48), secrets.token_urlsafe(32)
        kept = msgspec.json.encode([verifier, nonce, within(request.query_params.get("back", "/"))]).decode()
        flow = secrets.token_urlsafe(32)
        try:
            async with _client() as client:
                known = await self._metadata(client)
        except (httpx.HTTPError, msgspec.MsgspecError, ValueError) as error:
            return await self._waits(request) or await self._failed(request, type(error).__name__)
        await run_in_threadpool(self._at.state.flows.keep, flow, kept, now, now + _HOLDS)
        asked = {
            "response_type": "code",
            "client_id": self._config.client_id,
            "redirect_uri": self._redirect(),
            "scope": " ".join(self._config.scopes),
            "state": sha256(flow.encode()).hexdigest(),
            "nonce": nonce,
            "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        address = httpx.URL(known.authorization_endpoint).copy_merge_params(asked)
        answer = RedirectResponse(str(address), 303)
        self._at.set(answer, self._at.flow_cookie, flow, int(_HOLDS.total_seconds()))
        return answer

    async def _back(self, request: Request) -> Response:
        """Take the browser back from the provider."""
        flow, told = request.cookies.get(self._at.flow_cookie, ""), request.query_params
        kept = await run_in_threadpool(self._at.state.flows.take, flow, self._at.clock()) if flow else ""
        fits = secrets.compare_digest(told.get("state", "").encode(), sha256(flow.encode()).hexdigest().encode())
        if not kept or not fits:  # anybody may come with anything: nothing is written down
            return await self._at.show(request, "provider_failed.html", 502, wrong=_FAILED)
        if waits := await self._waits(request):
            return waits
        if "code" not in told:
            return await self._failed(request, "no code")
        verifier, nonce, to = msgspec.json.decode(kept, type=tuple[str, str, str])
        try:
            claims = await self._claims(told.get("code", ""), verifier, nonce, told.get("iss"))
            user = await run_in_threadpool(self._user, claims)
        except (httpx.HTTPError, msgspec.MsgspecError, JoseError, ValueError) as error:
            return await self._failed(request, type(error).__name__)
        except UsageError as error:
            await self._at.log(request, "", "sign_in_failed", "somebody whom the provider knows did not come in")
            return await self._at.show(request, "provider_failed.html", 403, wrong=str(error))
        await run_in_threadpool(self._at.state.attempts.passed, {"address": self._at.address(request)}, self._at.clock())
        answer = await self._at.begin(request, user.login, FULL, to)
        self._at.forget(answer, self._at.flow_cookie)
        return answer

    async def _claims(self, code: str, verifier: str, nonce: str, iss: str | None) -> dict[str, Any]:
        """What the provider says of whoever came back, verified."""
        async with _client() as client:
            known = await self._metadata(client)
            if iss != known.issuer and (iss is not None or known.authorization_response_iss_parameter_supported):
                raise ValueError("another issuer answered, or none where one is promised")  # RFC 9207, 2.4
            asked = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._redirect(),
                "code_verifier": verifier,
            }
            auth = None
            if not self._secret:
                asked["client_id"] = self._config.client_id
            elif "client_secret_basic" in (known.token_endpoint_auth_methods_supported or ["client_secret_basic"]):
                auth = httpx.BasicAuth(self._config.client_id, self._secret)
            else:
                asked |= {"client_id": self._config.client_id, "client_secret": self._secret}
            answered = (
                await client.post(known.token_endpoint, data=asked, auth=auth or httpx.USE_CLIENT_DEFAULT)
            ).raise_for_status()
            keys = KeySet.import_key_set((await client.get(known.jwks_uri)).raise_for_status().json())
        token = jwt.decode(msgspec.json.decode(answered.content, type=Answered).id_token, keys, algorithms=_ALGORITHMS)
        self._check(token.claims, known.issuer, nonce)
        return dict(token.claims)

    def _check(self, claims: dict[str, Any], issuer: str, nonce: str) -> None:
        """Core 1.0, 3.1.3.7: what of the ID token must be so."""
        rules = jwt.JWTClaimsRegistry(
            now=lambda: int(self._at.clock().timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": issuer},
            sub={"essential": True},
            aud={"essential": True, "value": self._config.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        rules.validate(claims)
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", self._config.client_id if not several else "") != self._config.client_id:
            raise ValueError("the token is for another party")

    def _user(self, claims: dict[str, Any]) -> User:
        """The user of these claims, made on the first sign-in, with the role that the provider gives today.

        Raises:
            UsageError: they may not come in.
        """
        groups = claims.get(self._config.role_claim)
        told = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        having = {one for one in told if isinstance(one, str)}
        role = next((role for group, role in self._config.roles.items() if group in having), None)
        users, subject, now = self._at.state.users, f"{claims['iss']} {claims['sub']}"[:512], self._at.clock()
        user, log = users.of_subject(subject), self._at.state.audit
        if role is None:
            if user is not None:
                users.change(user.login, end=True, tokens=True)
                log.enter(now, "headcount", "user", f"ended every session and API token of {user.login}: in no group any more")
            raise UsageError(_NOBODY)
        if user is None:
            login = str(claims.get(self._config.login_claim) or claims["sub"])[:64].replace(":", "_").replace("/", "_").strip()
            if users.named(login) is not None:
                raise UsageError(_TAKEN)
            user = users.add(login, role, now, subject)
            log.enter(now, "headcount", "user", f"made {login} as {role}, as the provider says")
        if user.disabled:
            raise UsageError(_DISABLED)
        if user.role != role:
            user = users.change(user.login, end=True, role=role)
            log.enter(now, "headcount", "user", f"made {user.login} {role}, as the provider says")
        return users.change(user.login, seen=now)

    async def _metadata(self, client: httpx.AsyncClient) -> Metadata:
        if self._known is None:
            address = self._config.issuer.rstrip("/") + "/.well-known/openid-configuration"
            found = msgspec.json.decode((await client.get(address)).raise_for_status().content, type=Metadata)
            if found.issuer != self._config.issuer:
                raise ValueError("the provider calls itself otherwise")
            self._known = found
        return self._known

    def _redirect(self) -> str:
        """Where the provider sends people back to; never as a request says."""
        return self._at.config.public_url.rstrip("/") + BACK

    async def _waits(self, request: Request) -> Response | None:
        """Count an attempt of an address; the answer when it has to wait: each failure is a line of the log."""
        who = {"address": self._at.address(request)}
        wait = await run_in_threadpool(self._at.state.attempts.begun, who, self._at.clock())
        return await self._at.show(request, "provider_failed.html", 429, wrong=_FAILED) if wait else None

    async def _failed(self, request: Request, why: str) -> Response:
        await self._at.log(request, "", "sign_in_failed", f"a sign-in at the provider failed ({why})")
        return await self._at.show(request, "provider_failed.html", 502, wrong=_FAILED)


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=_PATIENCE, follow_redirects=False)


def _read(file: str) -> str:
    try:
        secret = Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: the client's secret cannot be read; see client_secret_file of [console.oidc]") from error
    if not secret:
        raise ConfigError(f"{file}: is empty; it holds the secret that the provider gave this console")
    return secret

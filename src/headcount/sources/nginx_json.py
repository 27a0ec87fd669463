"""JSON access logs as people write them with nginx (`log_format ... escape=json`) and others: any of the usual key names.

The names of the Elastic Common Schema and of OpenTelemetry's HTTP conventions, flat or nested, are among them.
"""

from __future__ import annotations

from headcount.sources.json_lines import JsonSource

_KEYS = {
    "time": "time_iso8601 @timestamp timestamp time_local time msec date datetime ts start_time",
    "address": """remote_addr ip client_ip clientip remote_ip remote_address client remote_host source.ip source.address client.ip
        client.address httpRequest.remoteIp""",
    "forwarded": "http_x_forwarded_for x_forwarded_for x-forwarded-for xff forwarded_for proxy_add_x_forwarded_for",
    "account": "remote_user user username user.id user.name user_id auth_user enduser.id",
    "credential": "http_authorization authorization http_x_api_key x_api_key x-api-key api_key",
    "user_agent": "http_user_agent user_agent agent useragent userAgent user_agent.original httpRequest.userAgent",
    "method": "request_method method verb http_method http.request.method httpRequest.requestMethod",
    "target": "request_uri url.original http_path httpRequest.requestUrl request_url",
    "path": "uri path url request_path url.path document_uri",
    "query": "args query_string query url.query",
    "request": "request http_request request_line",
    "status": "status status_code response_code response http_status http.response.status_code httpRequest.status",
    "size": """body_bytes_sent bytes_sent bytes size length response_size http.response.body.size http.response.body.bytes
        httpRequest.responseSize""",
}
"""Role to the keys it may stand under, the preferred one first."""

NGINX_JSON = JsonSource("nginx_json", {role: tuple(keys.split()) for role, keys in _KEYS.items()})

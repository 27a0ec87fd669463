"""Amazon CloudFront standard logs, web and RTMP; also without the header lines, when a shipper has dropped them.

Source: Amazon CloudFront Developer Guide, Configure and use standard logs, log file fields; times in UTC.
"""

from __future__ import annotations

from headcount.sources.w3c_fields import Columns, W3cSource

_STANDARD = """
date time x-edge-location sc-bytes c-ip cs-method cs(host) cs-uri-stem sc-status cs(referer) cs(user-agent)
cs-uri-query cs(cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken
x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status
fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len
sc-range-start sc-range-end
"""

CLOUDFRONT = W3cSource("cloudfront", "x-edge-location", Columns(tuple(_STANDARD.split())))

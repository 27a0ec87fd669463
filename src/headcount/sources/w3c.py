"""W3C extended logs with a `#Fields` line: IIS and its Advanced Logging, NetScaler, SHOUTcast, Incapsula and others.

Source: W3C Working Draft WD-logfile-960323; Microsoft, W3C Extended Log File Format (IIS 6.0), times in UTC.
"""

from __future__ import annotations

from headcount.sources.w3c_fields import W3cSource

W3C = W3cSource("w3c")

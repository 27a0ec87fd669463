import json
import re
from pathlib import Path

import pytest

from headcount.catalog.crawlers import MAX_NAME, declared

LIST = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "ua-crawlers" / "crawler-user-agents.json"

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"

READERS = [
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/141.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.1 Safari/605.1.15",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {APPLE} Version/18.1 Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {APPLE} Mobile/21F90 MicroMessenger/8.0.50",
    f"Mozilla/5.0 (Linux; Android 14; SM-S918B) {WEBKIT} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 7.0; CUBOT_X18) {WEBKIT} Chrome/120.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 6.0; CUBOT NOTE S) {WEBKIT} Chrome/90.0.4430.91 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; U; Android 10; zh-CN; M2004J19C) {WEBKIT} Version/4.0 Chrome/100.0 UCBrowser/15.5 Mobile",
    "Mozilla/5.0 (Linux; U; Android 12; zh-cn) AppleWebKit/533.1 (KHTML, like Gecko) SogouMSE,SogouMobileBrowser/5.28",
    "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/480.0]",
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} coc_coc_browser/120.0 Chrome/114.0.0.0 Safari/537.36",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; SLCC2; .NET CLR 2.0.50727; .NET4.0C; .NET4.0E; InfoPath.3)",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
    "Opera/9.80 (X11; Linux x86_64) Presto/2.12.388 Version/12.16",
    f"Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) {WEBKIT} 94.0.4606.31/7.0 TV Safari/537.36",
    "Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A.230805.001)",
    "ExampleApp/7.3 CFNetwork/1410.0.3 Darwin/22.6.0",
    "",
    "-",
]

ANYBODYS = re.compile(
    r"headless|phantomjs|playwright|selenium|splash|anchor browser|ghost inspector|fluid|code/1|trae/|testlocally|nikto"
    r"|sqlmap|zmeu|masscan|wpscan|acunetix|nessus|dirbuster|openvas|zgrab"
    r"|nmap|l9explore|whatweb|http banner|httrack|webzip|webcop|sitesucker"
    r"|webcapture|emailwolf|simplescraper|crawl4ai|img2dataset|metainspector|indy library|snacktory|goparserbot"
    r"|blackboard|viber|notion|wordpress|paypal|tumblr|prefetch proxy",
    re.IGNORECASE,
)
"""Of the published list: tools, and names that ordinary readers carry too; both left out on purpose by `update/crawlers.py`."""

LIBRARIES = [
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "Python/3.12 aiohttp/3.9.5",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "axios/1.7.2",
    "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    "Scrapy/2.11.2 (+https://scrapy.org)",
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/128.0.0.0 Safari/537.36",
    "sqlmap/1.8#stable (https://sqlmap.org)",
    "Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:000001)",
]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
        ("Googlebot-Image/1.0", "Googlebot-Image"),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "bingbot"),
        ("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", "YandexBot"),
        ("Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)", "Yahoo! Slurp"),
        ("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "AhrefsBot"),
        ("Mozilla/5.0 (compatible; Ezooms/1.0; help@moz.com)", "ezooms"),
        ("Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "UptimeRobot"),
        ("Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)", "Pingdom"),
        ("Tiny Tiny RSS/1.11 (http://tt-rss.org/)", "Tiny Tiny RSS"),
        ("UniversalFeedParser/5.2.1 +https://code.google.com/p/feedparser/", "UniversalFeedParser"),
        ("Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)", "Sogou web spider"),
    ],
)
def test_known_crawlers_monitors_and_feed_readers_have_their_names(agent: str, name: str) -> None:
    assert declared([agent, agent.encode()]) == [name, name]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("PartnerExport/3.1 (+https://partner.example)", "PartnerExport"),
        ("Mozilla/5.0 (compatible; ExampleBot/1.0; https://bot.example/about)", "ExampleBot"),
        ("Mozilla/5.0 (compatible; Example Fetch/2.0; +https://fetch.example)", "Example Fetch"),
        ("example-crawler", "example-crawler"),
        ("acme-spider/0.3 (ops@acme.example)", "acme-spider"),
        ("kube-probe/1.31", "kube-probe"),
        ("ELB-HealthChecker/2.0", "ELB-HealthChecker"),
        ("AcmeBot/1.0 python-requests/2.32.3", "AcmeBot"),
        ("bot", "bot"),
    ],
)
def test_calling_oneself_a_bot_or_leaving_a_contact_declares_too(agent: str, name: str) -> None:
    assert declared([agent]) == [name]


@pytest.mark.parametrize("agent", READERS)
def test_what_people_read_with_declares_nothing(agent: str) -> None:
    assert declared([agent]) == [None]


@pytest.mark.parametrize("agent", LIBRARIES)
def test_a_tool_anybody_runs_declares_nothing(agent: str) -> None:
    assert declared([agent]) == [None]


def test_any_bytes_are_read() -> None:
    assert declared([b"\xff\xfe\x00 bot \xe9", b"\x80", "bot" * 500]) == ["bot", None, "bot" * (MAX_NAME // 3) + "b"]


def test_no_name_holds_a_mail_address_of_the_agent() -> None:
    assert declared(["crawler (jane@people.example)", "jane.bot@people.example"]) == ["crawler", None]


def test_the_published_list_is_recognised() -> None:
    if not LIST.exists():
        pytest.skip("shared/data/ua-crawlers is not here")
    entries = json.loads(LIST.read_text())
    agents = [(entry, agent) for entry in entries for agent in entry.get("instances", [])]
    names = declared([agent for _, agent in agents])
    missed = [
        agent
        for (entry, agent), name in zip(agents, names, strict=True)
        if name is None and "http-library" not in entry.get("tags", [])
    ]
    assert len(agents) == 2117
    assert [agent for agent in missed if not ANYBODYS.search(agent)] == []
    assert sum(name is not None for name in names) >= 1970

"""django-oscar (a web shop) with django-oscar-api, filled with made people, and asked."""

from __future__ import annotations

import json
import random
from base64 import b64encode

from faker import Faker

from benchmarks.sites.recorder import Site

CLERK = f"Basic {b64encode(b'clerk@example.org:made-password-1').decode()}"
ORDERS = 120
LOCALES = ("en_US", "de_DE", "zh_CN")

SETTINGS = """
from oscar.defaults import *

SECRET_KEY, DEBUG, ALLOWED_HOSTS, ROOT_URLCONF = "made", False, ["*"], "shop.urls"
SITE_ID, STATIC_URL, USE_TZ = 1, "/static/", True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop.sqlite3", "ATOMIC_REQUESTS": True}}
_APPS = (
    "analytics checkout address shipping catalogue catalogue.reviews communication partner basket payment offer order customer"
    " search voucher wishlists dashboard dashboard.reports dashboard.users dashboard.orders dashboard.catalogue dashboard.offers"
    " dashboard.partners dashboard.pages dashboard.ranges dashboard.reviews dashboard.vouchers dashboard.communications"
    " dashboard.shipping"
)
def _config(name):
    words = [word.capitalize() for word in name.split(".")]
    return f"oscar.apps.{name}.apps.{''.join(reversed(words) if words[0] == 'Dashboard' else words)}Config"
INSTALLED_APPS = [
    *(f"django.contrib.{name}" for name in "admin auth contenttypes sessions messages staticfiles sites flatpages".split()),
    "oscar.config.Shop",
    *map(_config, _APPS.split()),
    *"widget_tweaks haystack treebeard django_tables2 rest_framework oscarapi".split(),
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "oscarapi.middleware.ApiBasketMiddleWare",
]
_CONTEXT = ("django.template.context_processors.request", "django.contrib.auth.context_processors.auth")
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [*_CONTEXT, "django.contrib.messages.context_processors.messages"]},
}]
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
OSCAR_DEFAULT_CURRENCY, DEFAULT_AUTO_FIELD, OSCARAPI_BLOCK_ADMIN_API_ACCESS = "EUR", "django.db.models.AutoField", False
AUTHENTICATION_BACKENDS = ("oscar.apps.customer.auth_backends.EmailBackend", "django.contrib.auth.backends.ModelBackend")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.BasicAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
}
"""
"""A shop's settings: `shop/settings.py` of the site's folder."""

URLS = 'from django.urls import include, path\nurlpatterns = [path("api/", include("oscarapi.urls"))]\n'
"""`shop/urls.py`."""

FILL = """
import json
from django.contrib.auth.models import User
from oscar.core.loading import get_model
people = json.load(open("people.json"))
germany = get_model("address", "Country").objects.create(
    iso_3166_1_a2="DE", printable_name="Germany", name="Germany", is_shipping_country=True)
book = get_model("catalogue", "ProductClass").objects.create(name="book")
for number in range(30):
    get_model("catalogue", "Product").objects.create(
        title=f"Book {number}", product_class=book, upc=f"978000000{number:03}", structure="standalone")
clerk = User.objects.create_superuser("clerk", "clerk@example.org", "made-password-1")
for number, one in enumerate(people):
    User.objects.create_user(f"u{number}", one["email"], "x", first_name=one["first_name"], last_name=one["last_name"])
    place = {key: one[key] for key in ("first_name", "last_name", "line1", "line4", "postcode")} | {"country": germany}
    get_model("address", "UserAddress").objects.create(
        user=clerk, phone_number=one["phone"], notes=one["notes"], **place | {"line1": f"{place['line1']} {number}"})
    get_model("order", "Order").objects.create(
        number=str(100_000 + number), user=clerk, total_incl_tax=20, total_excl_tax=18, currency="EUR", status="ok",
        shipping_incl_tax=2, shipping_excl_tax=2, guest_email=one["guest"],
        shipping_address=get_model("order", "ShippingAddress").objects.create(
            phone_number=one["phone"], notes=one["notes"], **place),
        billing_address=get_model("order", "BillingAddress").objects.create(**place))
"""
"""Run in the site's own process, with `people.json` in its folder: what its API shows is the clerk's, who has all orders."""


def people(seed: int = 2) -> str:
    """The made people, as the site's own process reads them."""
    drawn = random.Random(seed)  # noqa: S311 - made people, no secrets
    fakers = [Faker(locale) for locale in LOCALES]
    for at, faker in enumerate(fakers):
        faker.seed_instance(seed + at)
    return json.dumps([_person(number, fakers[number % 3], drawn) for number in range(ORDERS)])


def _person(number: int, faker: Faker, drawn: random.Random) -> dict[str, str]:
    return {
        "email": f"{number}.{faker.ascii_safe_email()}",
        "guest": f"g{number}.{faker.ascii_safe_email()}",
        "first_name": faker.first_name(),
        "last_name": faker.last_name(),
        "line1": faker.street_address(),
        "line4": faker.city(),
        "postcode": f"{drawn.randrange(10_000, 100_000)}",
        "phone": f"+4930{drawn.randrange(10**6, 10**7)}",
        "notes": "leave at the door" if number % 4 == 0 else "",
    }


def capture(site: Site) -> None:
    """Ask what a clerk's program asks."""
    for name in ("", "countries", "basket", "admin/products", "admin/users", "users", "products"):
        site.capture_list(f"/api/{name}/" if name else "/api/")
    for name in ("orders", "useraddresses", "admin/orders"):
        for row in _rows(site.capture(f"/api/{name}/"))[:60]:
            site.capture("/" + row["url"].split("/", 3)[3])


def _rows(page: object) -> list[dict[str, str]]:
    return list(page) if isinstance(page, list) else list(page.get("results", [])) if isinstance(page, dict) else []

"""The shelf of recognisers: which kinds of personal data a text shows."""

from headcount.recognizers.bank_account import BANK_ACCOUNT
from headcount.recognizers.bank_card import BANK_CARD
from headcount.recognizers.birth_date import BIRTH_DATE
from headcount.recognizers.cccd import CCCD
from headcount.recognizers.chinese_address import ChineseAddress
from headcount.recognizers.chinese_name import ChineseName
from headcount.recognizers.credential import CREDENTIAL
from headcount.recognizers.device import DEVICE
from headcount.recognizers.driver_license import DRIVER_LICENSE
from headcount.recognizers.email import EMAIL
from headcount.recognizers.hkid import HKID
from headcount.recognizers.im_account import IM_ACCOUNT
from headcount.recognizers.interface import Recognizer
from headcount.recognizers.ip_address import IP_ADDRESS
from headcount.recognizers.latin_address import LATIN_ADDRESS
from headcount.recognizers.latin_name import LatinName
from headcount.recognizers.national_ids import NATIONAL_IDS
from headcount.recognizers.order import ORDER
from headcount.recognizers.parcel import PARCEL
from headcount.recognizers.phone import PHONE
from headcount.recognizers.places import Places
from headcount.recognizers.position import POSITION
from headcount.recognizers.resident_id import RESIDENT_ID
from headcount.recognizers.social_insurance import SOCIAL_INSURANCE
from headcount.recognizers.taiwan_id import TAIWAN_ID
from headcount.recognizers.terms import Terms
from headcount.recognizers.travel_papers import TRAVEL_PAPERS
from headcount.recognizers.vehicle import VEHICLE

RECOGNIZERS: tuple[Recognizer, ...] = (
    PHONE,
    EMAIL,
    RESIDENT_ID,
    HKID,
    TAIWAN_ID,
    CCCD,
    NATIONAL_IDS,
    SOCIAL_INSURANCE,
    TRAVEL_PAPERS,
    DRIVER_LICENSE,
    BANK_CARD,
    BANK_ACCOUNT,
    CREDENTIAL,
    DEVICE,
    IP_ADDRESS,
    POSITION,
    BIRTH_DATE,
    VEHICLE,
    PARCEL,
    ORDER,
    IM_ACCOUNT,
    ChineseAddress(),
    LATIN_ADDRESS,
    ChineseName(),
    LatinName(),
    Places(),
    Terms(),
)
"""Every recogniser, numbers first; what is not here is not looked for."""

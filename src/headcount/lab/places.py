"""Where the made site's people live and where its clients come from, as its tables say it: counted as `ledger.places` does."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.lab import addresses
from headcount.lab.population import REGIONS, population
from headcount.lab.views import Views
from headcount.lab.world import DAY, SECOND, World
from headcount.ledger.window import PLACES_SCHEMA

NAMES = tuple(f"region {number}" for number in range(REGIONS))
"""By number, which is the order of the alphabet too."""
_MINUTES = 1_440
"""Of a day."""


def homes(world: World, who: NDArray[np.intp]) -> pa.Array:
    """The place of the network that each of these clients comes from; empty outside of the made world's networks."""
    address = world.clients.address[who].astype(np.int64)
    known = (address >= addresses.HOMES) & (address < addresses.HOMES + (REGIONS << 21))
    known |= (address >= addresses.SITES) & (address < addresses.SITES + (REGIONS << 14))
    region = np.where(known, addresses.region(address.astype(np.uint32)), REGIONS)
    return pa.array([*NAMES, ""]).take(pa.array(region))


def placed(world: World, views: Views) -> pa.Table:
    """`Window.places`. The site's table has people by their numbers, so whom a phone number showed is nowhere."""
    phone = np.array([route.phone for route in world.routes], np.bool_)
    rows = np.flatnonzero(views.first & ~phone[views.route])
    lives = population(world.people, world.seed).region(views.subject[rows])
    day, minute = np.divmod((views.at[rows] - world.start) // (60 * SECOND), _MINUTES)
    key = ((views.client[rows].astype(np.int64) * world.days + day) * REGIONS + lives) * _MINUTES + minute
    key.sort()
    another = np.r_[True, key[1:] != key[:-1]][: len(key)]
    key //= _MINUTES
    begins = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])[: len(key)]
    cell, count = key[begins], np.diff(np.r_[begins, len(key)])
    minutes = np.add.reduceat(another.astype(np.int64), begins) if len(begins) else begins
    client, on = np.divmod(cell // REGIONS, world.days)
    columns = (client, world.start // SECOND + on * (DAY // SECOND), cell % REGIONS, count, minutes)
    arrays = [pa.array(values).cast(field.type) for values, field in zip(columns, PLACES_SCHEMA, strict=True)]
    return pa.table(arrays, schema=PLACES_SCHEMA)

"""Points on a sphere: distances and buckets that know no antimeridian and no poles.

Buckets are cubes in space, not boxes of degrees: two points within the size of a cube are in the same cube or in
neighbouring ones, wherever on Earth they are. Distances here are great-circle ones (within 0.6 % of the geodesic):
good for "about 25 km", never written to a record; `geomap.join` measures geodesics.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


EARTH_KM = 6371.0088  # mean radius of WGS 84 (IUGG)

Vector = tuple[float, float, float]
Cell = tuple[int, int, int]
_AROUND = tuple(product((-1, 0, 1), repeat=3))


def unit_vector(lon: float, lat: float) -> Vector:
    """Return the point as a vector of length 1 from the centre of the Earth."""
    lam, phi = math.radians(lon), math.radians(lat)
    cosine = math.cos(phi)
    return cosine * math.cos(lam), cosine * math.sin(lam), math.sin(phi)


def arc_km(one: Vector, other: Vector) -> float:
    """Return the great-circle distance of two unit vectors in km."""
    x, y, z = one[0] - other[0], one[1] - other[1], one[2] - other[2]
    return 2.0 * EARTH_KM * math.asin(min(1.0, math.sqrt(x * x + y * y + z * z) / 2.0))


def cell_of(vector: Vector, size_km: float) -> Cell:
    """Return the cube of side `size_km` that holds a unit vector."""
    scale = EARTH_KM / size_km
    return math.floor(vector[0] * scale), math.floor(vector[1] * scale), math.floor(vector[2] * scale)


def cells_around(cell: Cell) -> Iterator[Cell]:
    """Yield the cube itself and its 26 neighbours: all that lies within one cube's side of any point in it."""
    x, y, z = cell
    for dx, dy, dz in _AROUND:
        yield x + dx, y + dy, z + dz

"""Everything the documents of one run have in common, decided from the seed and the number of the run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from stacqc.sample.chance import between, block, fraction, pick, u64
from stacqc.sample.shape import Shape

LAND = (
    (30, 37, 40, 40),
    (50, 28, 60, 35),
    (80, 29, 95, 34),
    (66, 38, 76, 42),
    (35, -2, 40, 9),
    (-71, -24, -66, -17),
)
SYLLABLES = (
    "bel",
    "cor",
    "da",
    "es",
    "fa",
    "gor",
    "ha",
    "in",
    "ka",
    "lu",
    "mar",
    "ne",
    "or",
    "pa",
    "qui",
    "ra",
)
SUBJECTS = ("Subsidence", "Earthquake", "Landslides", "Volcano", "Permafrost", "Aquifer")
NODES = ("0242ac1a0002", "0242ac1a0003", "0242ac1a0005")
LAUNCH = {"a": (date(2014, 4, 3), 73), "b": (date(2016, 4, 25), 27)}
TWINS_FROM, TWINS_UNTIL = date(2016, 10, 1), date(2021, 12, 22)
FIRST_DAY, LAST_DAY = date(2014, 11, 1), date(2024, 12, 31)
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Scene:
    """One acquisition of the track."""

    day: str
    start: int
    time: str
    platform: str
    name: str
    perpendicular: int
    parallel: int
    along: int


@dataclass(frozen=True, slots=True, eq=False)
class RunPlan:
    """The facts of one run; a pure function of seed and number, compared by identity."""

    seed: int
    index: int
    shape: Shape
    id: str
    title: str
    bbox: tuple[float, float, float, float]
    track: int
    direction: str
    looks: int
    scenes: tuple[Scene, ...]
    pairs: tuple[tuple[int, int], ...]
    used: int
    version: str
    commit: str
    created: int
    updated: str
    ingested: str
    short_product_ids: bool

    def pair(self, number: int) -> tuple[Scene, Scene]:
        """The two scenes of a pair; the one past the last pair is of no document but may be asked for."""
        first, second = self.pairs[number]
        return self.scenes[first], self.scenes[second]

    @property
    def master(self) -> Scene:
        """The scene all others are aligned to."""
        return self.scenes[self.used // 2]

    @property
    def interval(self) -> tuple[str, str]:
        """The time of the first and of the last scene in use."""
        return self.scenes[0].time, self.scenes[self.used - 1].time


def rfc3339(seconds: int) -> str:
    """Write seconds since 1970 as an RFC 3339 time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19] + "Z"


def plan_run(seed: int, index: int, shape: Shape) -> RunPlan:
    """Decide the facts of run number `index`."""
    box, track, ascending = (
        _box(seed, index),
        between(1, 175, seed, index, "track"),
        u64(seed, index, "pass") % 2,
    )
    pairs = _pairs(shape.pairs + 1)
    scenes = _scenes(seed, index, pairs[-1][0] + 2 + NEIGHBOURS, box, track, bool(ascending))
    created = scenes[-1].start + 86400 * between(30, 400, seed, index, "delay")
    updated = created + 60 * len(shape.nodes) + between(600, 86400, seed, index, "updated")
    version = pick(("2.3.0", "2.4.1", "3.0.0"), seed, index, "version")
    commit = block(seed, index, "commit", size=20).hex()
    short = u64(seed, index, "product id form") % 2 == 0
    return RunPlan(
        seed, index, shape, _run_id(seed, index, created), _title(seed, index, scenes[0].day[:4]), box, track,
        "ascending" if ascending else "descending", pick((2, 4, 8), seed, index, "looks"), scenes, pairs,
        max(second for _, second in pairs[: shape.pairs]) + 1, version, commit, created, rfc3339(updated),
        rfc3339(updated + between(60, 86400, seed, index, "ingested")), short,
    )  # fmt: skip


def _pairs(count: int) -> tuple[tuple[int, int], ...]:
    """Pair each scene with the ones after it, in order of the two dates."""
    return tuple((n // NEIGHBOURS, n // NEIGHBOURS + 1 + n % NEIGHBOURS) for n in range(count))


def _box(seed: int, index: int) -> tuple[float, float, float, float]:
    west, south, east, north = pick(LAND, seed, index, "land")
    w = between(west * 10**6, (east - 3) * 10**6, seed, index, "west")
    s = between(south * 10**6, (north - 2) * 10**6, seed, index, "south")
    e = w + between(2_300_000, 2_800_000, seed, index, "width")
    n = s + between(1_500_000, 1_900_000, seed, index, "height")
    return w / 1e6, s / 1e6, e / 1e6, n / 1e6


def _title(seed: int, index: int, year: str) -> str:
    name = "".join(pick(SYLLABLES, seed, index, "name", n) for n in range(3)).capitalize()
    return f"{pick(SUBJECTS, seed, index, 'subject')} {name} {year} (run {index + 1})"


def _run_id(seed: int, index: int, created: int) -> str:
    bits = int.from_bytes(block(seed, index, "id", size=16), "big")
    if u64(seed, index, "uuid version") % 5 < 2:
        return str(UUID(int=bits, version=4))
    # A time-based id is made when the run starts, some hours before its first product.
    ticks = (created - between(3600, 36000, seed, index, "start") + 12219292800) * 10**7 + bits % 10**7
    low, middle, high = ticks & 0xFFFFFFFF, ticks >> 32 & 0xFFFF, ticks >> 48 & 0xFFF
    sequence = 0x8000 | bits >> 64 & 0x3FFF
    return f"{low:08x}-{middle:04x}-1{high:03x}-{sequence:04x}-{pick(NODES, seed, index, 'node')}"


def _scenes(
    seed: int, index: int, count: int, box: tuple[float, ...], track: int, ascending: bool
) -> tuple[Scene, ...]:
    step, platforms, first = _grid(seed, index, count)
    hour = (18.0 if ascending else 6.0) + between(-400, 600, seed, index, "hour") / 1000
    second = int((hour - (box[0] + box[2]) / 30) % 24 * 3600)
    second = min(max(second, 120), 86400 - 120)
    return tuple(
        _scene(seed, index, first + timedelta(step * n), second, platforms[n % len(platforms)], track)
        for n in range(count)
    )


def _grid(seed: int, index: int, count: int) -> tuple[int, str, date]:
    """Return the step in days, the platforms in turn, and the first day."""
    room = (TWINS_UNTIL - TWINS_FROM).days - 6 * count
    if room > 0 and fraction(seed, index, "twins") < 0.5:
        return 6, pick(("ab", "ba"), seed, index, "turn"), _day(seed, index, TWINS_FROM, room)
    return 12, "a", _day(seed, index, FIRST_DAY, (LAST_DAY - FIRST_DAY).days - 12 * count)


def _day(seed: int, index: int, start: date, room: int) -> date:
    return start + timedelta(between(0, room, seed, index, "first day"))


def absolute_orbit(day: date, platform: str, track: int) -> int:
    """Return the orbit of that platform near `day` that flies the track."""
    launch, offset = LAUNCH[platform]
    near = (day - launch).days * 175 // 12
    return near - (near - offset - (track - 1)) % 175


def _scene(seed: int, index: int, day: date, second: int, platform: str, track: int) -> Scene:
    drawn = block(seed, index, "scene", day.isoformat(), size=16)
    start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + second + drawn[0] % 40 - 20
    name = scene_name(platform, start, absolute_orbit(day, platform, track), drawn[1:6].hex().upper())
    perpendicular, parallel, along = (2 * int.from_bytes(drawn[n : n + 2], "big") - 65535 for n in (6, 8, 10))
    return Scene(
        day.strftime("%Y%m%d"), start, rfc3339(start), platform, name, perpendicular, parallel, along
    )


def scene_name(platform: str, start: int, orbit: int, drawn: str) -> str:
    """Return the name of a Sentinel-1 single-look complex scene; `drawn` is ten hexadecimal digits."""
    first, last = (datetime.fromtimestamp(t, UTC).strftime("%Y%m%dT%H%M%S") for t in (start, start + 27))
    return f"S1{platform.upper()}_IW_SLC__1SDV_{first}_{last}_{orbit:06d}_{drawn[:6]}_{drawn[6:]}.SAFE"

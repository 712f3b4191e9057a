"""What is counted, for the peers of `outcomes count`: snapshots, measures, places and groups.

Reads the config and settings of an extract as it is; it never opens a person-level table. A peer
does no more than the counts need: rows that cannot be used are not its business, so it is
compared on clean extracts.

Time is told in months, as a number: a snapshot is the last day of a month, so a month is the
finest time that any rule can tell apart. A set of snapshots is a whole number with one bit each.
"""

import argparse
import csv
import datetime
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

AGE_STARTS = [0, 18, 35, 50, 65, 75, 85]
AGE_BANDS = ["0-17", "18-34", "35-49", "50-64", "65-74", "75-84", "85+"]
ETHNIC_GROUPS = {"White": "ABCT", "Mixed": "DEFG", "Asian": "HJKLR", "Black": "MNP", "Other": "SW"}
BREAKDOWNS = [
    # Name, columns it is made of, whether it is counted for the whole partnership only.
    ("all", [], False),
    ("age_band", ["band"], False),
    ("sex", ["sex"], False),
    ("ethnic_group", ["eth"], False),
    ("imd_quintile", ["imd"], False),
    ("imd_local_quintile", ["fifth"], False),
    ("ethnic_group_by_imd_quintile", ["eth", "imd"], True),
    ("age_band_by_imd_quintile", ["band", "imd"], True),
    ("sex_by_imd_quintile", ["sex", "imd"], True),
]
HEADER = ["measure", "snapshot", "area", "breakdown", "group", "numerator", "denominator"]


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("extract", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--quarters", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def month(day):
    return day.year * 12 + day.month - 1


def last_day(number):
    return datetime.date((number + 1) // 12, (number + 1) % 12 + 1, 1) - datetime.timedelta(days=1)


@dataclass
class Grid:
    extract: Path
    quarters: int
    whole: str = ""
    minimum_age: int = 18
    measures: list = field(default_factory=list)
    conditions: list = field(default_factory=list)
    codes: list = field(default_factory=list)
    places: list = field(default_factory=list)
    first_month: int = 0

    @classmethod
    def read(cls, extract, quarters):
        config = extract / "config"
        settings = tomllib.loads((extract / "extract.toml").read_text())
        partnership = tomllib.loads((config / "partnership.toml").read_text())
        grid = cls(extract, quarters)
        grid.whole = partnership["code"]
        grid.minimum_age = partnership.get("minimum_age", 18)
        extracted_on = settings["extracted_on"]
        last = month(extracted_on)
        while last % 3 != 2 or last_day(last) > extracted_on:
            last -= 1
        grid.first_month = last - 3 * (quarters - 1)
        grid.conditions = list(rows(config / "conditions.csv"))
        known = [("condition", one["condition"], one["condition"]) for one in grid.conditions]
        known += [(row["code_system"], row["code"], row["condition"]) for row in rows(config / "codelist.csv")]
        grid.codes = sorted(set(known))
        grid.measures = tomllib.loads((config / "measures.toml").read_text())["measure"]
        grid.measures += [
            {"key": f"condition_{one['condition']}", "population": "adults", "has_condition": one["condition"]}
            for one in grid.conditions
        ]
        grid.places = places(config, last_day(last).isoformat())
        return grid

    @property
    def every(self):
        return (1 << self.quarters) - 1

    @property
    def snapshots(self):
        return [last_day(self.first_month + 3 * place).isoformat() for place in range(self.quarters)]

    @property
    def bands(self):
        starts = [start for start in AGE_STARTS if start >= self.minimum_age or self.minimum_age < 18]
        return [(AGE_BANDS[AGE_STARTS.index(start)], start) for start in starts]

    def rule(self, name):
        return [measure for measure in self.measures if name in measure]


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def places(config, as_of):
    """Small area, neighbourhood, national fifth, and order of deprivation."""
    latest = {}
    for row in rows(config / "neighbourhoods.csv"):
        code, start = row["LSOA_2021_CODE"], row["START_DATE"]
        if start <= as_of and start >= latest.get(code, ("", ""))[0]:
            latest[code] = (start, row["NEIGHBOURHOOD_CODE"])
    deprivation = {row["lsoa21_code"]: row for row in rows(config / "deprivation.csv")}
    listed = []
    for code, (_, neighbourhood) in sorted(latest.items()):
        row = deprivation.get(code)
        if row is None:
            listed.append((code, neighbourhood, "not known", None))
            continue
        decile = int(row["imd_decile"])
        rank = int(row.get("imd_rank") or decile)
        listed.append((code, neighbourhood, str((decile + 1) // 2), rank))
    return listed


def local_fifths(grid, living):
    """The local fifth of each small area, from how many live there at the last snapshot."""
    ranked = [(rank, code) for code, _, _, rank in grid.places if rank is not None and living.get(code)]
    total, before, fifths = sum(living[code] for _, code in ranked), 0, {}
    for _, code in sorted(ranked):
        fifths[code] = str(min(5, 5 * (2 * before + living[code]) // (2 * total) + 1))
        before += living[code]
    return fifths


def write(path, counted):
    """Writes rows in order of their keys."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(sorted(counted))

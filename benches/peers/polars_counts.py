"""The counts of `outcomes count` in Polars, as fast as we could make them.

    python polars_counts.py EXTRACT OUT.csv [--quarters 12] [--threads 2]

As in DuckDB, what a fact says of all snapshots is one whole number with a bit for each. People
are added up snapshot by snapshot, so that they are never held once for each of them.
"""

import os
import sys
from functools import reduce

import grid as the_grid

# Polars reads this when it is imported.
os.environ["POLARS_MAX_THREADS"] = str(the_grid.arguments().threads if len(sys.argv) > 2 else 2)

import polars as pl  # noqa: E402

KEYS = ["area", "sex", "eth", "imd", "fifth", "band"]


def main():
    asked = the_grid.arguments()
    grid = the_grid.Grid.read(asked.extract, asked.quarters)
    count = Count(grid)
    people, facts, events = count.people(), count.facts(), count.events()
    strata, rates = count.strata(people, facts, events)
    the_grid.write(asked.out, count.rows(strata, rates))


class Count:
    def __init__(self, grid):
        self.grid = grid
        # The snapshots from each place on, none from the last.
        self.since_place = pl.Series([grid.every & ~((1 << place) - 1) for place in range(grid.quarters + 1)], dtype=pl.Int64)

    def scan(self, table):
        folder = self.grid.extract
        if (folder / f"{table}.parquet").exists():
            return pl.scan_parquet(folder / f"{table}.parquet")
        if (folder / table).is_dir():
            return pl.scan_parquet(folder / table / "*.parquet")
        return pl.scan_csv(folder / f"{table}.csv", try_parse_dates=True, schema_overrides={"code": pl.String})

    def since(self, months):
        place = ((months - self.grid.first_month + 2) // 3).clip(0, self.grid.quarters)
        return place.replace_strict(
            list(range(self.grid.quarters + 1)), self.since_place, default=0, return_dtype=pl.Int64
        )

    def between(self, start, end):
        return self.since(start) & ~self.since(end)

    def people(self):
        places = pl.LazyFrame(self.grid.places, schema=["lsoa", "area", "imd", "rank"], orient="row")
        groups = {letter: group for group, letters in the_grid.ETHNIC_GROUPS.items() for letter in letters}
        text = pl.String
        people = (
            self.scan("person")
            .select(
                "person_id",
                birth=month_of("birth_date"),
                lsoa=pl.col("lsoa21_code").cast(text),
                sex=pl.col("person_stated_gender_code").cast(text).replace_strict({"1": "male", "2": "female"}, default="other or not known"),
                eth=pl.col("ethnic_category").cast(text).str.head(1).str.to_uppercase().replace_strict(groups, default="Not known"),
                adult=self.since(month_of("birth_date") + 12 * self.grid.minimum_age)
                & self.since(month_of("registration_start_date"))
                & ~self.since(month_of("registration_end_date"))
                & ~self.since(month_of("death_date")),
            )
            .filter(pl.col("adult") > 0)
            .join(places, on="lsoa")
            .with_row_index("id")
            .collect()
        )
        self.known = people.lazy().select("person_id", "id")
        living = people.filter(pl.col("adult") & (1 << self.grid.quarters - 1) > 0).group_by("lsoa").len()
        fifths = the_grid.local_fifths(self.grid, dict(living.iter_rows()))
        return people.with_columns(fifth=pl.col("lsoa").replace_strict(fifths, default="not known", return_dtype=text))

    def facts(self):
        """For each person of whom anything is recorded, the masks of all rules."""
        codes = pl.LazyFrame(self.grid.codes, schema=["code_system", "code", "condition"], orient="row")
        conditions = (
            self.scan("condition")
            .with_columns(pl.col("code_system").cast(pl.String).str.to_lowercase(), pl.col("code").cast(pl.String))
            .join(codes, on=["code_system", "code"])
            .join(self.known, on="person_id")
            .select("id", "condition", mask=self.between(month_of("diagnosis_date"), month_of("resolved_date")))
            .group_by("id")
            .agg(self.union(pl.col("condition") == one["condition"]).alias(f"c{place}") for place, one in enumerate(self.grid.conditions))
        )
        self.recorded = (
            self.scan("event")
            .join(self.known, on="person_id")
            .select("id", type=pl.col("event_type").cast(pl.String), month=month_of("event_date"))
            .collect()
            .lazy()
        )
        masks = [
            pl.col("month").filter(pl.col("type") == one["event_ever"]).min().alias(f"first_{one['key']}")
            for one in self.grid.rule("event_ever")
        ]
        windows = sorted({one["event_within"]["months"] for one in self.grid.rule("event_within")})
        within = [self.between(pl.col("month"), pl.col("month") + months).alias(f"within_{months}") for months in windows]
        for one in self.grid.rule("event_within"):
            rule = one["event_within"]
            types = rule.get("any_of") or [rule["type"]]
            masks.append(self.union(pl.col("type").is_in(types), f"within_{rule['months']}").alias(one["key"]))
        done = self.recorded.with_columns(within).group_by("id").agg(masks)
        done = done.with_columns(self.since(pl.col(f"first_{one['key']}")).alias(one["key"]) for one in self.grid.rule("event_ever"))
        surveys = self.grid.rule("survey_at_least")
        months = {one["survey_at_least"]["question"]: one["survey_at_least"]["months"] for one in surveys}
        # An answer holds until the next one, or until it is too old.
        until = pl.col("month").shift(-1).over(["id", "question"])
        said = (
            self.scan("survey")
            .join(self.known, on="person_id")
            .select("id", pl.col("question").cast(pl.String), "survey_date", response=pl.col("response").cast(pl.String).cast(pl.Int8), month=month_of("survey_date"))
            .filter(pl.col("question").is_in(list(months)))
            .sort("id", "question", "survey_date", "response")
            .with_columns(until=pl.min_horizontal(until, pl.col("month") + pl.col("question").replace_strict(months)))
            .with_columns(mask=self.between(pl.col("month"), pl.col("until")))
            .group_by("id")
            .agg(
                [self.union((pl.col("question") == one["survey_at_least"]["question"]) & (pl.col("response") >= one["survey_at_least"]["response"])).alias(one["key"]) for one in surveys]
                + [self.union(pl.col("question") == one["survey_at_least"]["question"]).alias(f"n_{one['key']}") for one in surveys]
            )
        )
        facts = conditions.join(done, on="id", how="full", coalesce=True).join(said, on="id", how="full", coalesce=True)
        return facts.with_columns(pl.exclude("id").fill_null(0)).collect()

    def union(self, wanted, mask="mask"):
        return pl.col(mask).filter(wanted).bitwise_or()

    def events(self):
        """The events of rates, each with the snapshots that it counts at if its person does."""
        kinds = [
            self.recorded.filter(pl.col("type") == one["event_rate"]["type"]).select(
                "id",
                measure=pl.lit(one["key"]),
                of_several=pl.lit(one["population"] != "adults"),
                mask=self.between(pl.col("month"), pl.col("month") + one["event_rate"]["months"]),
            )
            for one in self.grid.rule("event_rate")
        ]
        return pl.concat(kinds).filter(pl.col("mask") > 0).collect()

    def strata(self, people, facts, events):
        grid = self.grid
        columns = [f"c{place}" for place in range(len(grid.conditions))]
        by = lambda name, value: [column for column, one in zip(columns, grid.conditions) if one[name] == value]
        union = lambda names: reduce(lambda one, other: one | other, [pl.col(name) for name in names], pl.lit(0))
        systems = sorted({one["body_system"] for one in grid.conditions})
        masks = facts.lazy().with_columns(
            *[union(by("body_system", system)).alias(f"s{place}") for place, system in enumerate(systems)],
            physical=union(by("kind", "physical")),
            mental=union(by("kind", "mental")),
        )
        masks = at_least(masks, "n", columns, max([3] + [one["conditions_at_least"] for one in grid.rule("conditions_at_least")]))
        most = max([1] + [one["body_systems_at_least"] for one in grid.rule("body_systems_at_least")])
        masks = at_least(masks, "systems", [f"s{place}" for place in range(len(systems))], most)
        masks = people.lazy().drop("person_id", "rank").join(masks, on="id", how="left").with_columns(pl.selectors.integer().fill_null(0))
        masks = masks.with_columns(three=pl.col("adult") & pl.col("n3"))
        holds = {}
        for one in grid.measures:
            key = one["key"]
            if "conditions_at_least" in one:
                holds[key] = pl.col(f"n{one['conditions_at_least']}")
            elif "body_systems_at_least" in one:
                holds[key] = pl.col(f"systems{one['body_systems_at_least']}")
            elif "physical_and_mental" in one:
                holds[key] = pl.col("physical") & pl.col("mental")
            elif "has_condition" in one:
                holds[key] = pl.col(columns[[row["condition"] for row in grid.conditions].index(one["has_condition"])])
            elif "event_rate" not in one and "all_of" not in one:
                holds[key] = pl.col(key)
        for one in grid.rule("all_of"):
            holds[one["key"]] = reduce(lambda all_of, key: all_of & holds[key], one["all_of"][1:], holds[one["all_of"][0]])
        people_of = {one["key"]: pl.col("adult" if one["population"] == "adults" else "three") for one in grid.measures}
        self.counted = [f"x_{key}" for key in holds] + [f"n_{one['key']}" for one in grid.rule("survey_at_least")]
        masks = masks.select(
            "id", "area", "sex", "eth", "imd", "fifth", "birth", "adult", "three",
            *[(people_of[key] & mask).alias(f"x_{key}") for key, mask in holds.items()],
            *[(people_of[one["key"]] & pl.col(f"n_{one['key']}")).alias(f"n_{one['key']}") for one in grid.rule("survey_at_least")],
        ).collect()
        of_people = masks.lazy().select("id", *KEYS[:-1], "birth", "adult", "three")
        events = events.lazy().join(of_people, on="id").with_columns(
            mask=pl.col("mask") & pl.when("of_several").then("three").otherwise("adult")
        ).collect()
        strata, rates = [], []
        for place in range(grid.quarters):
            bit, month = 1 << place, grid.first_month + 3 * place
            ages = pl.lit(the_grid.AGE_BANDS[0])
            for band, start in grid.bands:
                ages = pl.when(pl.col("birth") + 12 * start <= month).then(pl.lit(band)).otherwise(ages)
            at = [pl.lit(place).alias("p")]
            strata.append(
                masks.lazy().filter(pl.col("adult") & bit > 0).with_columns(band=ages).group_by(KEYS)
                .agg(pl.len().alias("adults"), *[(pl.col(name) & bit > 0).sum().alias(name) for name in ["three", *self.counted]])
                .with_columns(at)
            )
            rates.append(
                events.lazy().filter(pl.col("mask") & bit > 0).with_columns(band=ages).group_by("measure", *KEYS)
                .agg(pl.len().alias("events")).with_columns(at)
            )
        return pl.concat(pl.collect_all(strata)), pl.concat(pl.collect_all(rates))

    def rows(self, strata, rates):
        grid = self.grid
        for breakdown, parts, whole_only in the_grid.BREAKDOWNS:
            group = pl.concat_str(parts, separator=" / ") if parts else pl.lit("all")
            for area in ([] if whole_only else [pl.col("area")]) + [pl.lit(grid.whole)]:
                keys = {"p": pl.col("p"), "a": area, "g": group}
                of_rates = rates.group_by(measure="measure", **keys).agg(pl.col("events").sum())
                events = {tuple(row[:-1]): row[-1] for row in of_rates.iter_rows()}
                sums = strata.group_by(**keys).agg(pl.col("adults", "three", *self.counted).cast(pl.Int64).sum())
                for row in sums.iter_rows(named=True):
                    place = (row["p"], row["a"], row["g"])
                    for one in grid.measures:
                        key = one["key"]
                        people = "adults" if one["population"] == "adults" else "three"
                        n = row[f"n_{key}" if "survey_at_least" in one else people]
                        if n:
                            x = events.get((key, *place), 0) if "event_rate" in one else row[f"x_{key}"]
                            yield key, grid.snapshots[place[0]], place[1], breakdown, place[2], x, n


def month_of(column):
    day = pl.col(column).cast(pl.Date)
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1


def at_least(frame, name, columns, most):
    """Adds, for each k, the snapshots at which at least k of some masks hold."""
    frame = frame.with_columns(pl.lit(0, dtype=pl.Int64).alias(f"{name}{k}") for k in range(1, most + 1))
    for column in columns:
        more = [
            (pl.col(f"{name}{k}") | (pl.col(f"{name}{k - 1}") & pl.col(column) if k > 1 else pl.col(column))).alias(f"{name}{k}")
            for k in range(1, most + 1)
        ]
        frame = frame.with_columns(more)
    return frame


if __name__ == "__main__":
    main()

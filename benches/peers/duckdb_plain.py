"""The counts of `outcomes count` in DuckDB as one writes them first: dates are compared with snapshots.

    python duckdb_plain.py EXTRACT OUT.csv [--quarters 12] [--threads 2]

One query for each table, all measures at once; what is left is a row for each person and snapshot.
`duckdb_counts.py` counts the same without those rows.
"""

import grid as the_grid
from duckdb_counts import begin, source


def main():
    asked, grid, db = begin()
    db.execute("create table snapshot(p date)")
    db.executemany("insert into snapshot values (?)", [(day,) for day in grid.snapshots])
    db.execute("create table kinds(condition varchar, body_system varchar, kind varchar)")
    kinds = [(one["condition"], one["body_system"], one["kind"]) for one in grid.conditions]
    db.executemany("insert into kinds values (?, ?, ?)", kinds)
    people(grid, db)
    conditions(grid, db)
    events(grid, db)
    answers(grid, db)
    strata(grid, db)
    the_grid.write(asked.out, rows(grid, db))


def people(grid, db):
    groups = " ".join(
        f"when upper(ethnic_category[1]) in {tuple(letters)} then '{group}'"
        for group, letters in the_grid.ETHNIC_GROUPS.items()
    )
    db.execute(f"""
        create table adult as select * from (
            select person_id, p, lsoa, area, imd, datediff('month', birth_date::date, p) // 12 age,
                case person_stated_gender_code::varchar when '1' then 'male' when '2' then 'female'
                    else 'other or not known' end sex,
                case {groups} else 'Not known' end eth
            from {source(grid.extract, 'person')} join place on lsoa = lsoa21_code, snapshot
            where registration_start_date::date <= p and birth_date::date <= p
                and (registration_end_date is null or registration_end_date::date > p)
                and (death_date is null or death_date::date > p))
        where age >= {grid.minimum_age}""")


def conditions(grid, db):
    each = ", ".join(f"bool_or(condition = '{one['condition']}') c_{one['condition']}" for one in grid.conditions)
    db.execute(f"""
        create table has as
        select person_id, p, count(distinct condition) n, count(distinct body_system) systems,
            bool_or(kind = 'physical') and bool_or(kind = 'mental') both_kinds, {each}
        from (select * replace (lower(code_system) as code_system, code::varchar as code)
              from {source(grid.extract, 'condition')})
        join codes using (code_system, code) join kinds using (condition)
        join snapshot on diagnosis_date::date <= p and (resolved_date is null or resolved_date::date > p)
        group by person_id, p""")


def within(day, months):
    return f"{day}::date > last_day(p - interval {months} month)"


def events(grid, db):
    asked = [f"bool_or(event_type = '{one['event_ever']}') {one['key']}" for one in grid.rule("event_ever")]
    for one in grid.rule("event_within"):
        rule = one["event_within"]
        types = ", ".join(f"'{name}'" for name in rule.get("any_of", [rule.get("type")]))
        asked.append(f"bool_or(event_type in ({types}) and {within('event_date', rule['months'])}) {one['key']}")
    for one in grid.rule("event_rate"):
        rule = one["event_rate"]
        counted = f"event_type = '{rule['type']}' and {within('event_date', rule['months'])}"
        asked.append(f"count(*) filter ({counted}) {one['key']}")
    db.execute(f"""
        create table done as select person_id, p, {', '.join(asked)}
        from {source(grid.extract, 'event')} join snapshot on event_date::date <= p group by person_id, p""")


def answers(grid, db):
    latest = ", ".join(
        f"max_by(response, (day, response)) filter (question = '{one['survey_at_least']['question']}'"
        f" and {within('day', one['survey_at_least']['months'])}) {one['key']}"
        for one in grid.rule("survey_at_least")
    )
    db.execute(f"""
        create table said as select person_id, p, {latest} from (
            select person_id, question, survey_date::date as day, response::int response
            from {source(grid.extract, 'survey')})
        join snapshot on day <= p group by person_id, p""")


def counts_of(measure):
    """What a row of a person and a snapshot adds to a measure's numerator and denominator."""
    key = measure["key"]
    people = "true" if measure["population"] == "adults" else "n >= 3"
    if "conditions_at_least" in measure:
        holds = f"n >= {measure['conditions_at_least']}"
    elif "body_systems_at_least" in measure:
        holds = f"systems >= {measure['body_systems_at_least']}"
    elif "physical_and_mental" in measure:
        holds = "both_kinds"
    elif "has_condition" in measure:
        holds = f"c_{measure['has_condition']}"
    elif "all_of" in measure:
        holds = " and ".join(measure["all_of"])
    elif "survey_at_least" in measure:
        holds, people = f"{people} and {key} >= {measure['survey_at_least']['response']}", f"{people} and {key} is not null"
    elif "event_rate" in measure:
        return f"coalesce(sum({key}) filter ({people}), 0)::bigint", f"count(*) filter ({people})"
    else:
        holds = key
    return f"count(*) filter ({people} and {holds})", f"count(*) filter ({people})"


def strata(grid, db):
    living = db.execute(f"select lsoa, count(*) from adult where p = '{grid.snapshots[-1]}' group by lsoa").fetchall()
    fifths = the_grid.local_fifths(grid, dict(living))
    db.execute("create table fifth(lsoa varchar, fifth varchar)")
    db.executemany("insert into fifth values (?, ?)", [(code, fifths.get(code, "not known")) for code, *_ in grid.places])
    bands = " ".join(f"when age >= {start} then '{band}'" for band, start in reversed(grid.bands))
    counted = ", ".join(
        f"{numerator} x{place}, {denominator} n{place}"
        for place, (numerator, denominator) in enumerate(map(counts_of, grid.measures))
    )
    db.execute(f"""
        create table strata as
        select p, area, case {bands} end band, sex, eth, imd, fifth, {counted}
        from adult join fifth using (lsoa) left join has using (person_id, p)
        left join done using (person_id, p) left join said using (person_id, p)
        group by p, area, band, sex, eth, imd, fifth""")


def rows(grid, db):
    sums = ", ".join(f"sum(x{place})::bigint, sum(n{place})::bigint" for place in range(len(grid.measures)))
    for breakdown, parts, whole_only in the_grid.BREAKDOWNS:
        group = " || ' / ' || ".join(parts) or "'all'"
        for area in ([] if whole_only else ["area"]) + [f"'{grid.whole}'"]:
            counted = db.execute(f"select p::varchar, {area} a, {group} g, {sums} from strata group by p, a, g").fetchall()
            for snapshot, place, label, *counts in counted:
                for measure, numerator, denominator in zip(grid.measures, counts[::2], counts[1::2]):
                    if denominator:
                        yield measure["key"], snapshot, place, breakdown, label, numerator, denominator


if __name__ == "__main__":
    main()

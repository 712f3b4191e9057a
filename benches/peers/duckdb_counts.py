"""The counts of `outcomes count` in DuckDB, as fast as we could make them.

    python duckdb_counts.py EXTRACT OUT.csv [--quarters 12] [--threads 2]

What an event or condition says of all snapshots is one whole number, a bit for each, so that
nothing is joined to snapshots before people are added up: that took several times as long.
"""

import duckdb

import grid as the_grid


def source(extract, table):
    if (extract / f"{table}.parquet").exists():
        return f"read_parquet('{extract}/{table}.parquet')"
    if (extract / table).is_dir():
        return f"read_parquet('{extract}/{table}/*.parquet')"
    return f"read_csv('{extract}/{table}.csv', header = true, nullstr = '')"


def begin():
    """What was asked, its grid, and a database with the codelist and the places."""
    asked = the_grid.arguments()
    grid = the_grid.Grid.read(asked.extract, asked.quarters)
    db = duckdb.connect()
    db.execute(f"set threads = {asked.threads}")
    db.execute("create table codes(code_system varchar, code varchar, condition varchar)")
    db.executemany("insert into codes values (?, ?, ?)", grid.codes)
    db.execute("create table place(lsoa varchar, area varchar, imd varchar, rank int)")
    db.executemany("insert into place values (?, ?, ?, ?)", grid.places)
    return asked, grid, db


def main():
    asked, grid, db = begin()
    db.execute("set preserve_insertion_order = false")
    count = Count(grid, db)
    count.people()
    count.facts()
    count.masks()
    count.strata()
    the_grid.write(asked.out, count.rows())


class Count:
    def __init__(self, grid, db):
        self.grid, self.db = grid, db
        every, first, quarters = grid.every, grid.first_month, grid.quarters
        db.execute("create macro month_of(d) as (year(d) * 12 + month(d) - 1)::int")
        db.execute(f"create macro place_of(m) as greatest(0, least({quarters}, (m - {first} + 2) // 3))")
        db.execute(f"create macro since(m) as coalesce(({every}::bigint << place_of(m)) & {every}, 0)")
        db.execute("create macro between_months(a, b) as since(a) & ~since(b)")

    def people(self):
        groups = " ".join(
            f"when contains('{letters}', upper(ethnic_category[1])) then '{group}'"
            for group, letters in the_grid.ETHNIC_GROUPS.items()
        )
        self.db.execute(f"""
            create table person as
            select person_id, month_of(birth_date::date) birth, lsoa21_code lsoa, area, imd,
                case person_stated_gender_code::varchar when '1' then 'male' when '2' then 'female'
                    else 'other or not known' end sex,
                case {groups} else 'Not known' end eth,
                since(month_of(birth_date::date) + {12 * self.grid.minimum_age})
                    & since(month_of(registration_start_date::date))
                    & ~since(month_of(registration_end_date::date))
                    & ~since(month_of(death_date::date)) adult
            from {source(self.grid.extract, 'person')} join place on lsoa = lsoa21_code
            where adult > 0""")
        self.db.execute("create table known as select person_id, rowid::int id, adult, birth from person")

    def facts(self):
        conditions = ", ".join(
            f"coalesce(bit_or(mask) filter (condition = '{one['condition']}'), 0) c{place}"
            for place, one in enumerate(self.grid.conditions)
        )
        self.db.execute(f"""
            create table has as select id, {conditions} from (
                select id, condition, between_months(month_of(diagnosis_date::date), month_of(resolved_date::date)) mask
                from (select * replace (lower(code_system) as code_system, code::varchar as code)
                      from {source(self.grid.extract, 'condition')})
                join codes using (code_system, code) join known using (person_id)) group by id""")
        self.db.execute(f"""
            create table event as select id, event_type, month_of(event_date::date) m
            from {source(self.grid.extract, 'event')} join known using (person_id)""")
        masks = []
        for measure in self.grid.rule("event_ever"):
            masks.append(f"bit_or(since(m)) filter (event_type = '{measure['event_ever']}') {measure['key']}")
        for measure in self.grid.rule("event_within"):
            rule = measure["event_within"]
            types = ", ".join(f"'{one}'" for one in rule.get("any_of", [rule.get("type")]))
            window = f"between_months(m, m + {rule['months']})"
            masks.append(f"bit_or({window}) filter (event_type in ({types})) {measure['key']}")
        self.db.execute(f"create table done as select id, {', '.join(masks)} from event group by id")
        windows = {m["survey_at_least"]["question"]: m["survey_at_least"]["months"] for m in self.grid.rule("survey_at_least")}
        months = " ".join(f"when '{question}' then {months}" for question, months in windows.items())
        answers = ", ".join(
            f"bit_or(mask) filter (question = '{m['survey_at_least']['question']}' and response >= {m['survey_at_least']['response']}) {m['key']}, "
            f"bit_or(mask) filter (question = '{m['survey_at_least']['question']}') {m['key']}_answered"
            for m in self.grid.rule("survey_at_least")
        )
        # An answer holds until the next one, or until it is too old.
        self.db.execute(f"""
            create table said as select id, {answers} from (
                select id, question, response, between_months(m, least(m + case question {months} end,
                    coalesce(lead(m) over (partition by id, question order by d, response), m + 9999))) mask
                from (select id, question, response::int response, survey_date::date d, month_of(survey_date::date) m
                      from {source(self.grid.extract, 'survey')} join known using (person_id))) group by id""")

    def masks(self):
        """A table of people with a mask for each measure's numerator and denominator."""
        conditions = [f"c{place}" for place in range(len(self.grid.conditions))]
        systems = {}
        kinds = {"physical": [], "mental": []}
        for column, condition in zip(conditions, self.grid.conditions):
            systems.setdefault(condition["body_system"], []).append(column)
            kinds[condition["kind"]].append(column)
        unions = {f"s{place}": columns for place, columns in enumerate(systems.values())} | kinds
        either = ", ".join(f"{' | '.join(columns) or '0'} {name}" for name, columns in unions.items())
        table = f"select *, {either} from has"
        most = max([3] + [one["conditions_at_least"] for one in self.grid.rule("conditions_at_least")])
        table = at_least(table, "n", conditions, most)
        most = max([1] + [one["body_systems_at_least"] for one in self.grid.rule("body_systems_at_least")])
        table = at_least(table, "systems", [f"s{place}" for place in range(len(systems))], most)
        holds = {}
        for measure in self.grid.measures:
            key = measure["key"]
            if "conditions_at_least" in measure:
                holds[key] = f"n{measure['conditions_at_least']}"
            elif "body_systems_at_least" in measure:
                holds[key] = f"systems{measure['body_systems_at_least']}"
            elif "physical_and_mental" in measure:
                holds[key] = "physical & mental"
            elif "has_condition" in measure:
                place = [one["condition"] for one in self.grid.conditions].index(measure["has_condition"])
                holds[key] = conditions[place]
            elif "event_rate" not in measure and "all_of" not in measure:
                holds[key] = key
        for measure in self.grid.rule("all_of"):
            holds[measure["key"]] = " & ".join(holds[member] for member in measure["all_of"])
        people = {"adults": "adult", "adults_with_3_or_more": "adult & coalesce(n3, 0)"}
        columns = [f"{people[m['population']]} & coalesce({holds[m['key']]}, 0) x_{m['key']}" for m in self.grid.measures if m["key"] in holds]
        columns += [f"{people[m['population']]} & coalesce({m['key']}_answered, 0) n_{m['key']}" for m in self.grid.rule("survey_at_least")]
        self.db.execute(f"""
            create table masks as
            select id, area, lsoa, sex, eth, imd, birth, adult, adult & coalesce(n3, 0) three, {', '.join(columns)}
            from (select rowid::int id, * from person)
            left join ({table}) using (id) left join done using (id) left join said using (id)""")

    def strata(self):
        """Counts by snapshot and by everything that places are made of."""
        living = self.db.execute(f"select lsoa, count(*) from person where (adult >> {self.grid.quarters - 1}) & 1 = 1 group by lsoa")
        fifths = the_grid.local_fifths(self.grid, dict(living.fetchall()))
        self.db.execute("create table fifth(lsoa varchar, fifth varchar)")
        self.db.executemany("insert into fifth values (?, ?)", [(code, fifths.get(code, "not known")) for code, *_ in self.grid.places])
        older = " ".join(f"when (since(birth + {12 * start}) >> p) & 1 = 1 then '{band}'" for band, start in reversed(self.grid.bands))
        counted = [name for (name,) in self.db.execute("select column_name from (describe masks) where column_name[1:2] in ('x_', 'n_')").fetchall()]
        sums = ", ".join(f"sum(({name} >> p) & 1) {name}" for name in ["three", *counted])
        keys = "p, area, sex, eth, imd, fifth, band"
        self.db.execute(f"""
            create table strata as
            select {keys}, count(*) adults, {sums} from (
                select *, case {older} end band from masks join fifth using (lsoa), range({self.grid.quarters}) time(p)
                where (adult >> p) & 1 = 1) group by {keys}""")
        # Events are numbers, not people: they are added up by themselves.
        rates = self.grid.rule("event_rate")
        within = " ".join(f"when '{m['key']}' then m + {m['event_rate']['months']}" for m in rates)
        wanted = " union all ".join(f"select '{m['key']}' measure, '{m['event_rate']['type']}' event_type, '{m['population']}' population" for m in rates)
        self.db.execute(f"""
            create table events as
            select measure, {keys}, count(*) events from (
                select masks.*, measure, case {older} end band, fifth, p
                from (select id, measure, population, between_months(m, case measure {within} end) mask from event join ({wanted}) using (event_type))
                join masks using (id) join fifth using (lsoa), range({self.grid.quarters}) time(p)
                where ((mask & if(population = 'adults', adult, three)) >> p) & 1 = 1) group by measure, {keys}""")

    def rows(self):
        grid = self.grid
        columns, numerators, denominators = [], [], []
        for measure in grid.measures:
            key = measure["key"]
            people = "adults" if measure["population"] == "adults" else "three"
            denominators.append(f"n_{key}" if "survey_at_least" in measure else people)
            numerators.append("0" if "event_rate" in measure else f"x_{key}")
        sums = ", ".join(f"sum({x})::bigint, sum({n})::bigint" for x, n in zip(numerators, denominators))
        for breakdown, parts, whole_only in the_grid.BREAKDOWNS:
            group = " || ' / ' || ".join(parts) or "'all'"
            for area in ([] if whole_only else ["area"]) + [f"'{grid.whole}'"]:
                events = {}
                for measure, p, place, label, number in self.db.execute(
                    f"select measure, p, {area} a, {group} g, sum(events)::bigint from events group by measure, p, a, g"
                ).fetchall():
                    events[measure, p, place, label] = number
                for p, place, label, *counts in self.db.execute(
                    f"select p, {area} a, {group} g, {sums} from strata group by p, a, g"
                ).fetchall():
                    for measure, x, n in zip(grid.measures, counts[::2], counts[1::2]):
                        if n:
                            x = events.get((measure["key"], p, place, label), 0) if "event_rate" in measure else x
                            yield measure["key"], grid.snapshots[p], place, breakdown, label, x, n


def at_least(table, name, columns, most):
    """Adds to a table, for each k, the snapshots at which at least k of some masks hold."""
    table = "select *, " + ", ".join(f"0::bigint {name}{k}" for k in range(1, most + 1)) + f" from ({table})"
    for column in columns:
        more = ", ".join(
            f"{name}{k} | ({f'{name}{k - 1} & ' if k > 1 else ''}{column}) as {name}{k}" for k in range(1, most + 1)
        )
        table = f"select * replace ({more}) from ({table})"
    return table


if __name__ == "__main__":
    main()

"""Only parses the CSV files of an extract in DuckDB: every value is cut out, and nothing is done with it.

    python duckdb_parse.py EXTRACT OUT.csv [--threads 2]
"""

import duckdb

import grid as the_grid


def main():
    asked = the_grid.arguments()
    db = duckdb.connect()
    db.execute(f"set threads = {asked.threads}")
    with asked.out.open("w") as out:
        for table in ["person", "condition", "event", "survey"]:
            path = asked.extract / f"{table}.csv"
            # Columns that are not used are not parsed, so each is asked for its longest value.
            columns = db.execute(f"select * from read_csv('{path}', all_varchar = true) limit 0").description
            longest = ", ".join(f"max(strlen({name}))" for name, *_ in columns)
            found = db.execute(f"select count(*), {longest} from read_csv('{path}', all_varchar = true)").fetchone()
            out.write(f"{table},{','.join(map(str, found))}\n")


if __name__ == "__main__":
    main()

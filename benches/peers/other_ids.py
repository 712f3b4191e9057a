"""Writes a Parquet extract again with other person ids, or with its rows in another order.

    python other_ids.py EXTRACT OUT --ids "as they are"|integers|UUIDs|"long text" --order together|shuffled

Nobody in either exists. What is counted of both is the same.
"""

import argparse
import shutil
from pathlib import Path

import duckdb

IDS = {
    "as they are": "person_id",
    # Distinct because the numbers behind the texts are.
    "integers": "(hash(person_id) & 9007199254740991)::bigint",
    "UUIDs": "md5(person_id)::uuid::varchar",
    "long text": "sha256(person_id)",
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("extract", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--ids", choices=IDS, default="as they are")
    parser.add_argument("--order", choices=["together", "shuffled"], default="together")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    shutil.copytree(asked.extract / "config", asked.out / "config", dirs_exist_ok=True)
    db = duckdb.connect()
    for table in ["person", "condition", "event", "survey"]:
        source, target = asked.extract / f"{table}.parquet", asked.out / f"{table}.parquet"
        order = "order by hash(t)" if asked.order == "shuffled" else ""
        db.execute(
            f"copy (select * replace ({IDS[asked.ids]} as person_id) from read_parquet('{source}') t {order}) "
            f"to '{target}' (format parquet, compression snappy)"
        )
    # Last, because an extract without it is not whole.
    shutil.copy(asked.extract / "extract.toml", asked.out)


if __name__ == "__main__":
    main()

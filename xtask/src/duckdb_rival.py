"""Answers the queries of the bench with DuckDB over one workspace's files: WORKSPACE DEFINITIONS THREADS QUERIES."""

import csv
import glob
import os
import resource
import sys
import time

import duckdb

RUNS = 3


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(workspace, definitions, threads, queries):
    connection = duckdb.connect(config={"threads": int(threads)})
    connection.execute("CREATE TABLE codes (list VARCHAR, code VARCHAR, category VARCHAR)")
    rows = []
    for path in sorted(glob.glob(f"{definitions}/codelists/*.csv")):
        name = os.path.basename(path)[:-4]
        if name != "manifest":
            with open(path, newline="", encoding="utf-8") as file:
                rows.extend((name, line[0], line[-1]) for line in list(csv.reader(file))[1:] if line)
    connection.executemany("INSERT INTO codes VALUES (?, ?, ?)", rows)
    for table in ("patients", "practice_registrations", "addresses", "ethnicity_records", "clinical_events"):
        files = sorted(glob.glob(f"{workspace}/records/{table}/**/*.parquet", recursive=True))
        files = [file for file in files if "_delta_log" not in file]
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({files!r})")
    whole, whole_cpu = 0.0, 0.0
    with open(queries, encoding="utf-8") as file:
        parts = file.read().split("-- indicator: ")[1:]
    for part in parts:
        name, sql = part.split("\n", 1)
        costs = []
        for _ in range(RUNS):
            begun, used = time.perf_counter(), cpu()
            answer = connection.execute(sql).fetchone()
            costs.append((time.perf_counter() - begun, cpu() - used))
        seconds, used = sorted(costs)[RUNS // 2]
        whole, whole_cpu = whole + seconds, whole_cpu + used
        print(f"DuckDB {name:<39} {seconds:>7.3f} s {used:>7.2f} CPU s   {answer[1]} of {answer[0]}")
    print(f"{'DuckDB ' + duckdb.__version__ + ', all indicators, whole area only':<46} {whole:>7.3f} s {whole_cpu:>7.2f} CPU s")


main(*sys.argv[1:])

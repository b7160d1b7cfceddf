"""Answers the queries of `bench cohort` with DuckDB over the records' files: RECORDS QUERIES FORM THREADS MEMORY EVERY.

FORM is a folder of QUERIES: per_table or per_definition; EVERY is 1 for all of its queries, 8 for each eighth. Setting up code tables is not counted; each query is, with its
planning. Prints `count ID N` for each question, `cost ID WALL CPU READ PEAK` for each query and for all.
"""

import glob
import os
import resource
import sys
import time

import duckdb


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def of_process(path, name):
    with open(path, encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name))


def read():
    return of_process("/proc/self/io", "rchar:")


def peak():
    return of_process("/proc/self/status", "VmHWM:")


def connect(records, queries, threads, memory):
    config = {"threads": int(threads), "memory_limit": memory, "temp_directory": os.path.join(queries, "spill")}
    connection = duckdb.connect(config=config)
    with open(os.path.join(queries, "macros.sql"), encoding="utf-8") as file:
        for statement in file:
            connection.execute(statement)
    with open(os.path.join(queries, "tables.txt"), encoding="utf-8") as file:
        for line in file:
            table, columns = line.strip().split(" ", 1)
            files = sorted(glob.glob(f"{records}/{table}/**/*.parquet", recursive=True))
            if files:
                connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({files!r})")
            else:
                connection.execute(f"CREATE TABLE {table} ({columns})")
    return connection


def main(records, queries, form, threads, memory, every):
    connection = connect(records, queries, threads, memory)
    print(f"duckdb {duckdb.__version__}")
    whole = [0.0, 0.0, 0]
    folders = sorted(glob.glob(os.path.join(queries, form, "*")))
    asked = folders[:: int(every)]
    print(f"asked {len(asked)} {len(folders)}")
    for folder in asked:
        with open(os.path.join(folder, "setup.sql"), encoding="utf-8") as file:
            for statement in filter(str.strip, file):
                connection.execute(statement)
        with open(os.path.join(folder, "query.sql"), encoding="utf-8") as file:
            query = file.read()
        begun, used, seen = time.perf_counter(), cpu(), read()
        result = connection.execute(query)
        answers = result.fetchone()
        cost = (time.perf_counter() - begun, cpu() - used, read() - seen)
        whole = [sum(pair) for pair in zip(whole, cost)]
        for column, answer in zip(result.description, answers):
            print(f"count {column[0]} {answer}")
        print(f"query {os.path.basename(folder)} {cost[0]:.4f} {cost[1]:.3f}", flush=True)
    print(f"cost {form} {whole[0]:.4f} {whole[1]:.3f} {whole[2]} {peak()}")


main(*sys.argv[1:])

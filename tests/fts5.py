"""SQLite's FTS5 over the texts and queries that the search bench wrote: `fts5.py DIR TIMES LIMIT`.

Prints the seconds that taking in took, then a line for each time a query was asked: its number, milliseconds,
how many texts answer it, and the ids of the best.
"""

import sqlite3
import sys
import time

folder, times, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

with open(f"{folder}/texts.tsv", encoding="utf-8") as file:
    texts = [line.rstrip("\n").split("\t") for line in file]
with open(f"{folder}/queries.tsv", encoding="utf-8") as file:
    queries = [line.rstrip("\n").split("\t") for line in file]

db = sqlite3.connect(f"{folder}/fts5.db")
db.execute("PRAGMA journal_mode = WAL")
began = time.perf_counter()
# As good as it gets for these queries: beginnings of words have an index of their own.
db.execute(
    "CREATE VIRTUAL TABLE texts USING fts5("
    "id UNINDEXED, name, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
)
with db:
    db.executemany("INSERT INTO texts VALUES (?, ?, ?)", texts)
print(time.perf_counter() - began)
db.execute("INSERT INTO texts(texts) VALUES ('optimize')")
db.commit()

# What a page of answers shows: the best with their words marked, and how many there are in all.
best = (
    "SELECT id, highlight(texts, 1, '[', ']'), snippet(texts, 2, '[', ']', '...', 24) "
    "FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"
)
count = "SELECT count(*) FROM texts WHERE texts MATCH ?"
for _ in range(times):
    for number, query in queries:
        began = time.perf_counter()
        found = [row[0] for row in db.execute(best, (query, limit))]
        (total,) = db.execute(count, (query,)).fetchone()
        took = (time.perf_counter() - began) * 1000
        print(number, took, total, ",".join(found), sep="\t")

"""Ranks any number of applications with Apache Spark: `pepite screen RUBRIC - --stream` scores each
shard, Spark ranks the whole.

In: JSONL as `pepite read cvs/ --format jsonl` writes it, one candidate a line, each with an id of their own.
(Other records work too; evidence then names the line of their shard.) Out: a folder of JSONL, the rows of `pepite screen RUBRIC - --format jsonl` in order: the same
scores, ranks, rarity and bytes as on one machine, but for duplicates, which are not looked for. What could
not be read is in OUTPUT-unread.

    spark-submit shortlist.py --pepite /usr/local/bin/pepite customer-adviser applications.jsonl ranked
"""

import argparse
import json
import math
import shlex
import sys
from collections import namedtuple

from pyspark import SparkConf, SparkContext

# As `judging::rank` has them.
RARITY_FROM = 20
RARE_IS_ONE_IN = 20

Row = namedtuple("Row", "standing without_mad id shown text")


def main():
    asked = arguments()
    spark = SparkContext.getOrCreate(SparkConf().setAppName("pepite"))
    command = [asked.pepite, "screen", asked.rubric, "-", "--stream", "--threads", "1"]
    shards = spark.textFile(asked.input, asked.shards)
    answers = shards.pipe(shlex.join(command + asked.option), checkCode=True)
    answers = answers.mapPartitionsWithIndex(named).cache()
    rows = answers.filter(lambda text: not is_unread(text))
    rows = rows.map(lambda text: judged(text, asked.order)).cache()
    refuse_shared_ids(rows)
    rank, total = ranks(rows.map(lambda row: row.standing))
    rank_without_mad, _ = ranks(rows.map(lambda row: row.without_mad))
    rare = rarity(rows, total)
    ranked = rows.sortBy(lambda row: ([-part for part in row.standing], row.id))
    whole = lambda row: with_pool(row, rank, rank_without_mad, rare)
    ranked.map(whole).saveAsTextFile(asked.output)
    unread = answers.filter(is_unread)
    unread.saveAsTextFile(asked.output + "-unread")
    print(f"{total} ranked, {unread.count()} unread", file=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("rubric", help="a shipped rubric, or a path that every worker can read")
    parser.add_argument("input", help="JSONL: a file, a folder or a pattern")
    parser.add_argument("output", help="the folder to make")
    parser.add_argument("--pepite", default="pepite", help="the program, on every worker")
    parser.add_argument("--order", choices=["score", "documented"], default="score",
                        help="the rubric's order (discovery: documented)")
    parser.add_argument("--shards", type=int, default=None, help="at least so many")
    parser.add_argument("--option", action="append", default=[],
                        help="passed on to pepite, as in --option=--lang=en")
    return parser.parse_args()


def is_unread(text):
    return text.startswith('{"unread":')


def named(shard, answers):
    """A line number counts within its shard, so the shard is named."""
    for text in answers:
        yield text.replace('"source":"-:', f'"source":"shard {shard}:', 1) if is_unread(text) else text


def judged(text, order):
    row = json.loads(text)
    criteria = row["criteria"]
    others = [criterion for criterion in criteria if criterion["kind"] != "mad"]
    standing = standing_of(criteria, row["score"], order)
    without_mad = standing_of(others, row["score_without_mad"], order) if others else standing
    shown = [int(criterion["level"] >= 2) for criterion in criteria]
    return Row(standing, without_mad, row["id"], shown, text)


def standing_of(criteria, score, order):
    """What decides the order: documented share where the rubric asks for it, score, then how many criteria
    are at level 4, 3, 2."""
    levels = [criterion["level"] for criterion in criteria if criterion["weight"] > 0]
    tally = [levels.count(level) for level in (4, 3, 2)]
    share = sum(criterion["level"] >= 2 for criterion in criteria) / max(len(criteria), 1)
    documented = math.floor(share * 1e6 + 0.5) if order == "documented" else 0
    return (documented, math.floor(score * 10 + 0.5), *tally)


def refuse_shared_ids(rows):
    shared = rows.map(lambda row: (row.id, 1)).reduceByKey(lambda a, b: a + b)
    shared = shared.filter(lambda pair: pair[1] > 1).map(lambda pair: pair[0]).take(5)
    if shared:
        sys.exit(f"the same id stands on several lines: {', '.join(shared)}; give each line its own")


def ranks(standings):
    """The rank of each standing: a few thousand of them, however many candidates there are."""
    counts = standings.map(lambda standing: (standing, 1)).reduceByKey(lambda a, b: a + b).collect()
    ranks, before = {}, 0
    for standing, count in sorted(counts, reverse=True):
        ranks[standing] = before + 1
        before += count
    return ranks, before


def rarity(rows, total):
    """How many show each criterion, where that is rare."""
    if total < RARITY_FROM:
        return {}
    counts = rows.map(lambda row: row.shown).treeReduce(lambda a, b: [x + y for x, y in zip(a, b)])
    few = max(total // RARE_IS_ONE_IN, 2)
    return {at: (count, total) for at, count in enumerate(counts) if count <= few}


def with_pool(row, rank, rank_without_mad, rare):
    """The row with what only a pool can say, written where a normal run writes it. A quotation mark inside
    a text is escaped, so that no text can look like a key."""
    criteria = [criterion["id"] for criterion in json.loads(row.text)["criteria"]] if rare else []
    each = [
        f'{{"criterion":{json.dumps(criteria[at])},"shown_by":{rare[at][0]},"of":{rare[at][1]}}}'
        for at, shown in enumerate(row.shown) if shown and at in rare
    ]
    text = f'{{"rank":{rank[row.standing]},{row.text[1:]}'
    without = f'"rank_without_mad":{rank_without_mad[row.without_mad]}'
    text = text.replace(',"required":[', f',{without},"required":[', 1)
    return text.replace(',"flags":[', f',"rarity":[{",".join(each)}],"flags":[', 1)


if __name__ == "__main__":
    main()

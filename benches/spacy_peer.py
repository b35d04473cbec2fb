"""spaCy's PhraseMatcher over a CSV: spacy_peer.py CSV PHRASES ROWS."""

import csv
import itertools
import sys

import spacy
from spacy.matcher import PhraseMatcher

path, phrases, rows = sys.argv[1:]
csv.field_size_limit(1 << 30)
language = spacy.blank("fr")
matcher = PhraseMatcher(language.vocab, attr="LOWER")
with open(phrases, encoding="utf-8") as lines:
    matcher.add("CUE", list(language.tokenizer.pipe(line.strip() for line in lines if line.strip())))
with open(path, newline="", encoding="utf-8") as lines:
    texts = (row[3] for row in itertools.islice(csv.reader(lines), 1, 1 + int(rows)))
    print(sum(len(matcher(document)) for document in language.pipe(texts)))

#!/usr/bin/env bash
# Times pepite beside public tools on made-up CVs and prints one table: each target, reached or not.
# Needs: bash, cargo, python3. Peers, each left out and named when missing: ripgrep 15 (RG=path), spaCy
# (SPACY_PYTHON=a python that has it), pdftotext and reportlab (PDF_PYTHON).
# Usage: [SIZE=10k|100k] [ROUNDS=3] [MILLION=1] [DATA=folder] benches/compare.sh
# DATA (default target/compare) takes 1 GB; with MILLION=1, 5 GB and some minutes more.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${DATA:-target/compare}
size=${SIZE:-100k}
mkdir -p "$data"

cargo build --release --locked
(cd benches/yardstick && cargo build --quiet --release --locked --target-dir "$OLDPWD/target/yardstick")

corpus() {
  [ -s "$data/$1/candidates.csv" ] || python3 benches/corpus.py -n "$2" -o "$data/$1" --formats "$3"
}
[ -s "$data/rubric_10k.yaml" ] || python3 benches/corpus.py --phrases -o "$data"
corpus 10k 10000 csv,txt
[ "$size" = 10k ] || corpus "$size" 100000 csv
[ -z "${MILLION:-}" ] || corpus 1m 1000000 csv
pdf_python=${PDF_PYTHON:-python3}
if [ ! -d "$data/pdfs" ] && "$pdf_python" -c 'import reportlab' 2>/dev/null; then
  "$pdf_python" benches/pdfs.py "$data/10k/candidates.csv" "$data/pdfs" 300
fi

asked=(--pepite target/release/pepite --yardstick target/yardstick/release/yardstick)
asked+=(--data "$data" --size "$size" --rounds "${ROUNDS:-3}")
rg=${RG:-$(command -v rg || true)}
case $("${rg:-false}" --version 2>/dev/null | head -1) in
  'ripgrep '1[5-9]* | 'ripgrep '[2-9][0-9]*) asked+=(--rg "$rg") ;;
esac
spacy=${SPACY_PYTHON:-python3}
"$spacy" -c 'import spacy' 2>/dev/null && asked+=(--spacy "$spacy")

date '+%Y-%m-%d %H:%M'
echo "$(grep -m1 'model name' /proc/cpuinfo 2>/dev/null | cut -d: -f2 | xargs), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown)"
echo "SIZE=$size ROUNDS=${ROUNDS:-3} benches/compare.sh"
echo
python3 benches/compare.py "${asked[@]}"

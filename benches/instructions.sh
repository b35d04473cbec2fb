#!/usr/bin/env bash
# Instructions of the hot path, the same on a busy machine as on an idle one: callgrind counts them.
# Needs: bash, cargo, python3, valgrind. Usage: benches/instructions.sh
# Callgrind's files stay in target/instructions, for callgrind_annotate.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v valgrind >/dev/null || { echo "not run: valgrind is missing"; exit 0; }
out=target/instructions
mkdir -p "$out"
CARGO_PROFILE_RELEASE_DEBUG=line-tables-only cargo build --quiet --release --locked --target-dir target/instructions
pepite=target/instructions/release/pepite
[ -s "$out/rubric_600.yaml" ] || python3 benches/corpus.py --phrases -o "$out"
for count in 100 300; do
  [ -s "$out/$count/candidates.csv" ] || python3 benches/corpus.py -n "$count" -o "$out/$count" --formats csv
done

count() {
  local name=$1
  shift
  valgrind --tool=callgrind --callgrind-out-file="$out/$name.out" "$@" 2>&1 >/dev/null |
    sed -n 's/.*Collected : //p'
}

printf '%-44s %15s\n' "what" "instructions"
one=$(count one "$pepite" screen customer-adviser examples/cvs/01* --format csv --quiet --threads 1)
printf '%-44s %15s\n' "one CV, customer-adviser, start to finish" "$one"
for rubric in customer-adviser "$out/rubric_600.yaml"; do
  name=$(basename "$rubric" .yaml)
  for count in 100 300; do
    each[count]=$(count "$name-$count" "$pepite" screen "$rubric" "$out/$count/candidates.csv" \
      --format csv --top 50 --quiet --threads 1)
  done
  printf '%-44s %15s\n' "one more CV in a CSV, $name" $(((each[300] - each[100]) / 200))
done

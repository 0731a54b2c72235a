# What the benchmark scripts share: the build, a work folder that goes away, the corpus.

root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-build}
case $build in /*) ;; *) build=$root/$build ;; esac
bench=$build/tests/bench
PATH=$build:$PATH LC_ALL=C
export PATH LC_ALL

work=$(mktemp -d "${BENCH_TMPDIR:-${TMPDIR:-/tmp}}/corpus-bench.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

say() { printf '%s\n' "$*" >&2; }
die() { say "bench: $*"; exit 1; }

# A path that holds in every folder.
absolute() { case $1 in /*) echo "$1" ;; *) echo "$PWD/$1" ;; esac; }

generate() { "$bench/generate" "$@" || die "generate failed"; }

# Is there a Python with this module? Says its name.
python_with() {
    for p in python3 /usr/bin/python3; do
        "$p" -c "import $1" 2>/dev/null && echo "$p" && return
    done
    return 1
}

# What a table holds: tokens; distinct n-grams of all orders; those of order $2.
tokens_of() { corpus-info "$1" | awk -F'\t' '$1 == "tokens" { print $2 }'; }
ngrams_of() { corpus-info "$1" | awk -F'\t' '/^ngrams:/ { n += $2 } END { print n }'; }
order_of() { corpus-info "$1" | awk -F'\t' -v k="ngrams:$2" '$1 == k { print $2 }'; }

# The same documents as records.
as_csv() { echo id,text; sed 's/"/""/g' "$1" | awk '{ print NR ",\"" $0 "\"" }'; }
as_jsonl() {
    sed 's/[\\"]/\\&/g' "$1" | awk '{ print "{\"id\":\"" NR "\",\"text\":\"" $0 "\"}" }'
}

# What a user would otherwise type: each found by name, and skipped with a note when it is
# not installed. Names: $corpus the text, $work a folder; cost (in run) measures.

find_program() { # NAME [FOLDER...]: where it is
    name=$1
    command -v "$name" && return
    shift
    for folder; do [ -x "$folder/$name" ] && echo "$folder/$name" && return; done
    return 1
}

peer() { # PROGRAM, then arguments of cost
    if [ "${BENCH_PEERS:-yes}" = no ]; then return; fi
    program=$1
    shift
    if [ -n "$program" ]; then cost "$@"; else skip "$1" "$2" "not installed"; fi
}

ngt=$(find_program ngt /usr/lib/irstlm/bin) || ngt=
count_ngrams=$(find_program count_ngrams /usr/lib/kenlm/bin) || count_ngrams=
ngram_count=$(find_program ngram-count) || ngram_count=
mawk=$(find_program mawk) || mawk=
python=$(find_program python3) || python=
sklearn=$(python_with sklearn) || sklearn=
nltk=$(python_with nltk) || nltk=

peers_of_words() {
    peer sort count 'tr, sort, uniq -c' "$tokens" token '' '' 'ASCII, memory of sort' \
        sh -c "tr A-Z a-z < '$corpus' | tr -sc a-z0-9 '\n' | sort | uniq -c"
    peer "$mawk" count mawk "$tokens" token '' '' 'white space, no case' \
        "$mawk" '{ for (i = 1; i <= NF; i++) n[$i]++ }
            END { for (w in n) print n[w], w }' "$corpus"
    peer "$python" count 'Python Counter' "$tokens" token '' '' 'white space' \
        "$python" -c 'import sys, collections
c = collections.Counter()
for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
    c.update(line.lower().split())
print(len(c))' "$corpus"
}

# The file sizes are shared out over the n-grams that we find, which are nearly as many.
peers_of_orders() { # JOB ORDER
    wanted "$1" || return
    n=$(ngrams_of "$work/n$2.freq") out=$work/peer.out
    peer "$ngt" "$1" 'IRSTLM ngt' "$tokens" token "$out" "$n" 'white space' \
        "$ngt" "-i=$corpus" "-n=$2" "-o=$out" -b=yes
    peer "$ngram_count" "$1" 'SRILM ngram-count' "$tokens" token "$out" "$n" \
        'white space' "$ngram_count" -order "$2" -text "$corpus" -write "$out"
    peer "$count_ngrams" "$1" 'KenLM count_ngrams' "$tokens" token '' '' \
        "order $2 alone" sh -c "'$count_ngrams' -o $2 -S 2G -T '$work' \
            --write_vocab_file '$work/peer.v' < '$corpus' > '$out'"
    rm -f "$work"/peer.*
}

peers_of_merge() { # two sorted lists of term TAB frequency
    [ "${BENCH_PEERS:-yes}" = no ] && return
    for half in a b; do
        for n in 1 2 3; do
            corpus-freq -q -n $n --no-header "$work/$half.freq" | cut -f1,2
        done | sort > "$work/peer.$half"
    done
    peer sort merge 'sort -m, awk' "$tokens" token '' '' 'plain lists, ready and sorted' \
        sh -c "sort -m '$work/peer.a' '$work/peer.b' | awk -F'\t' '
            \$1 != t { if (NR > 1) print t FS n; t = \$1; n = 0 }
            { n += \$2 }
            END { print t FS n }'"
    rm -f "$work"/peer.*
}

peers_of_tfidf() {
    peer "$sklearn" 'tf-idf, from text' scikit-learn "$tokens" token '' '' \
        'TfidfVectorizer, matrix in memory' "$sklearn" -c 'import sys
from sklearn.feature_extraction.text import TfidfVectorizer
print(TfidfVectorizer().fit_transform(open(sys.argv[1], encoding="utf-8")).nnz)' "$corpus"
}

peers_of_colloc() {
    peer "$nltk" 'collocations, from text' NLTK "$tokens" token '' '' \
        'white space, log-likelihood, 5 and more' "$nltk" -c 'import sys
from nltk.collocations import BigramCollocationFinder, BigramAssocMeasures
lines = (l.lower().split() for l in open(sys.argv[1], encoding="utf-8"))
f = BigramCollocationFinder.from_documents(lines)
f.apply_freq_filter(5)
print(len(f.score_ngrams(BigramAssocMeasures.likelihood_ratio)))' "$corpus"
}

# Programs that do a fraction of the work, as fast as somebody could make it: words.c and
# ngrams.c in BENCH_PROTOTYPES. As whole processes, and by their own clocks, which leave
# out reading the file.
prototypes() {
    [ -n "${BENCH_PROTOTYPES:-}" ] || return
    wanted count || wanted 'orders 1-5' || return
    for p in words ngrams; do
        cc -O3 -w "$BENCH_PROTOTYPES/$p.c" -o "$work/$p" -lz || die "$p.c: no compiling"
    done
    cost count 'prototype words' "$tokens" token '' '' ASCII \
        "$work/words" "$corpus" "$work/ids"
    cost 'orders 1-5' 'prototypes, both' "$tokens" token '' '' 'ASCII, no sources' \
        sh -c "'$work/words' '$corpus' '$work/ids'; '$work/ngrams' '$work/ids'"
    best= sum=
    for round in $(seq "$rounds"); do
        words=$("$work/words" "$corpus" "$work/ids" |
            sed 's/.*types, \([0-9.]*\) s CPU.*/\1/')
        line=$("$work/ngrams" "$work/ids" | tail -1)
        ngrams=$(printf '%s\n' "$line" | awk '{ for (i = 1; i <= NF; i++) if ($i == "ns")
            print $1 * $(i - 1) * 1e-9 }')
        size=$(printf '%s\n' "$line" | sed 's/.*each, \([0-9.]*\) compressed.*/\1/')
        best=$(least "$best" "$words")
        sum=$(least "$sum" "$(awk "BEGIN { printf \"%.3f\", $words + $ngrams }")")
    done
    rm -f "$work/ids"
    figure count '  by its own clock' "$best" '' '' "$tokens" token '' ''
    figure 'orders 1-5' '  by their own clocks' "$sum" '' '' "$tokens" token "$size" ''
}

least() { awk -v a="$1" -v b="$2" 'BEGIN { print a == "" || b + 0 < a + 0 ? b : a }'; }

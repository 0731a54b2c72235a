#include "shared/citation.h"
#include "shared/provenance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has(const corpus_table *t, const char *name, const char *value)
{
    const char *found = corpus_table_option(t, name);

    return found && !strcmp(found, value);
}

static bool is_more_than_one(const corpus_table *t, const char *name)
{
    const char *found = corpus_table_option(t, name);

    return found && strtoul(found, NULL, 10) > 1;
}

static void add_counted(struct text *out, uint64_t n, const char *one, const char *many)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);

    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            text_char(out, ',');
        text_char(out, digits[i]);
    }
    text_printf(out, " %s", n == 1 ? one : many);
}

static const struct {
    const char *option, *value, *words;
} cited[] = {
    {"segment", "unicode", "tokens are words after Unicode Standard Annex 29"},
    {"segment", "whitespace", "tokens are what stands between white space"},
    {"segment", "icu", "tokens are words after ICU's dictionaries"},
    {"case", "lower", "in lower case"},
    {"case", "fold", "case-folded"},
    {"quotes", "fold", "with apostrophes unified"},
    {"normalize", "nfc", "in Unicode normal form C"},
    {"normalize", "nfkc", "in Unicode normal form KC"},
    {"diacritics", "strip", "without diacritics"},
    {"hyphens", "join", "hyphenated words kept whole"},
    {"urls", "split", "URLs and the like split into words"},
    {"urls", "drop", "without URLs, e-mail addresses, hashtags and mentions"},
    {"numbers", "drop", "without numbers"},
    {"numbers", "mask", "with digits masked"},
    {"punctuation", "keep", "punctuation included"},
};

/* The version that counted; the first when merged tables had several. */
static void add_version(struct text *out, const corpus_table *t)
{
    const char *unicode = corpus_table_option(t, "unicode");
    struct provenance p;
    bool found = false;

    provenance_begin(&p, t);
    while (provenance_next(&p)) {
        if (!found && !strcmp(p.fields[0], "libcorpus"))
            text_printf(out, " %s", p.fields[1]);
        found |= !strcmp(p.fields[0], "libcorpus");
    }
    if (unicode)
        text_printf(out, " (Unicode %s)", unicode);
}

/* Lines and words that were not counted. */
static void add_left_out(struct text *out, const corpus_table *t)
{
    if (is_more_than_one(t, "drop-repeated-lines"))
        text_printf(out, "; lines that %s or more documents of a source share were left out",
                    corpus_table_option(t, "drop-repeated-lines"));
    if (!has(t, "stopwords", "off"))
        text_put(out, "; the words of a stop list were left out");
}

void citation_add(struct text *out, const corpus_table *t)
{
    const char *boundary = corpus_table_option(t, "boundary");
    const char *stem = corpus_table_option(t, "stem");
    const char *skip = corpus_table_option(t, "skip");
    corpus_family f;

    text_put(out, "Frequencies were counted with libcorpus");
    add_version(out, t);
    text_put(out, " in ");
    add_counted(out, corpus_table_documents(t), "document", "documents");
    text_put(out, " from ");
    add_counted(out, corpus_table_sources(t), "source", "sources");
    text_put(out, " (");
    add_counted(out, corpus_table_total(t, 1), "token", "tokens");
    text_put(out, ", ");
    add_counted(out, corpus_table_ngrams(t, 1), "type", "types");
    text_put(out, ")");
    for (size_t i = 0; i < sizeof cited / sizeof *cited; i++)
        if (has(t, cited[i].option, cited[i].value))
            text_printf(out, "%s%s", !strcmp(cited[i].option, "segment") ? "; " : ", ",
                        cited[i].words);
    if (stem && strcmp(stem, "off") && *stem)
        text_printf(out, ", stemmed by Snowball (%s)", stem);
    add_left_out(out, t);
    if (corpus_table_order(t) > 1)
        text_printf(out, "; n-grams of up to %u tokens do not cross %s",
                    corpus_table_order(t),
                    !boundary || !strcmp(boundary, "document") ? "documents"
                    : !strcmp(boundary, "sentence")            ? "sentence boundaries"
                    : !strcmp(boundary, "punct")               ? "punctuation"
                                                               : "line ends");
    if (corpus_table_family(t, corpus_table_pairs(t), &f) == CORPUS_OK)
        text_printf(out, "; co-occurrences were counted up to %u tokens before and %u "
                         "after a word", f.before, f.after);
    if (skip && strcmp(skip, "0"))
        text_printf(out, "; skip-grams were counted with gaps of up to %s token%s", skip,
                    is_more_than_one(t, "skip") ? "s" : "");
    if (is_more_than_one(t, "min-count"))
        text_printf(out, "; n-grams that occur fewer than %s times were left out",
                    corpus_table_option(t, "min-count"));
    if (is_more_than_one(t, "min-docs"))
        text_printf(out, "; n-grams of fewer than %s documents were left out",
                    corpus_table_option(t, "min-docs"));
    text_char(out, '.');
}

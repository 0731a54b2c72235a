#include "check/rows.h"
#include "shared/options.h"
#include "shared/report.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const column rows_columns[ROWS_COLUMNS] = {
    {"source", COLUMN_TEXT, "source of the documents", NULL, NULL, false},
    {"finding", COLUMN_TEXT, "what was found", NULL, NULL, false},
    {"count", COLUMN_COUNT, "how often", NULL, NULL, false},
    {"share", COLUMN_REAL, "of all that could be so", NULL, NULL, false},
    {"document", COLUMN_TEXT, "a document that has it", NULL, NULL, false},
    {"example", COLUMN_TEXT, "how it looks there", NULL, NULL, false},
    {"remedy", COLUMN_TEXT, "option of corpus-count that deals with it, or advice", NULL,
     NULL, false},
};

/* The list opens with its first row. */
struct rows {
    const struct findings *all;
    const struct lines *lines;
    report *out;
};

static double share_of(uint64_t count, uint64_t total)
{
    return total ? (double)count / (double)total : NAN;
}

static void open_report(struct rows *r)
{
    r->out = report_open(rows_columns, ROWS_COLUMNS);
    report_minor(r->out, "document example");
}

static void print_row(struct rows *r, const struct source *s, const char *finding,
                      uint64_t count, double share, const struct example *e,
                      const char *remedy)
{
    if (!r->out)
        open_report(r);
    report_row(r->out, (cell[]){cell_text(s->name, strlen(s->name)),
                                cell_text(finding, strlen(finding)), cell_count(count),
                                cell_real(share),
                                cell_text(e->document, strlen(e->document)),
                                cell_text(e->text, strlen(e->text)),
                                cell_text(remedy, strlen(remedy))});
}

/* ---- what was counted ------------------------------------------------------------- */

/* A row, unless the share is no more than one expects. */
struct row {
    const char *finding;
    int kind;
    size_t total; /* of struct source: what could be so */
    double usual;
    const char *remedy;
};

#define OF(member) offsetof(struct source, member)

static const struct row encoding[] = {
    {"not-utf-8-documents", OTHER_ENCODING, OF(documents), 0, "convert with iconv"},
    {"malformed-utf-8", CORPUS_SIGHT_MALFORMED, OF(bytes), 0, "--invalid replace"},
    {"nul-bytes", CORPUS_SIGHT_NUL, OF(bytes), 0, "none needed: they part words"},
    {"replacement-characters", CORPUS_SIGHT_REPLACEMENT, OF(letters), 0,
     "look for a better copy"},
    {"c1-controls", CORPUS_SIGHT_C1_CONTROL, OF(letters), 0,
     "convert from WINDOWS-1252, not ISO-8859-1"},
    {"encoded-twice", CORPUS_SIGHT_MOJIBAKE, OF(letters), 0,
     "iconv -f UTF-8 -t WINDOWS-1252"},
    {0}};

static const struct row words[] = {
    {"decomposed-characters", CORPUS_SIGHT_DECOMPOSED, OF(letters), 0, "--normalize nfc"},
    {"ligatures", CORPUS_SIGHT_LIGATURE, OF(letters), 0, "--normalize nfkc"},
    {"soft-hyphens", CORPUS_SIGHT_SOFT_HYPHEN, OF(letters), 0, "remove U+00AD"},
    {"line-end-hyphens", CORPUS_SIGHT_LINE_HYPHEN, OF(lines), 0, "join the words"},
    {"non-words", CORPUS_SIGHT_NON_WORD, OF(chunks), 0.1, "--numbers drop"},
    {"very-long-words", CORPUS_SIGHT_LONG_WORD, OF(chunks), 0, "--stopwords FILE"},
    {"words-without-spaces", CORPUS_SIGHT_UNSPACED, OF(letters), 0.05, "--segment icu"},
    {0}};

static const struct row documents[] = {
    {"empty-documents", EMPTY, OF(documents), 0, "remove them"},
    {"unpunctuated-documents", UNPUNCTUATED, OF(documents), 0, "look for a better copy"},
    {"duplicate-documents", DUPLICATE, OF(documents), 0, "remove them"},
    {"documents-of-other-sources", SHARED, OF(documents), 0, "decide whose they are"},
    {0}};

static const struct row line_ends[] = {
    {"lines-without-end-mark", OPEN_LINES, OF(list_lines), 0.05, "--newline break"},
    {"hard-wrapped-documents", WRAPPED, OF(documents), 0, "--newline space"},
    {0}};

static void print_kind(struct rows *r, const struct source *s, const char *finding,
                       int kind, uint64_t total, const char *remedy)
{
    if (s->counts[kind])
        print_row(r, s, finding, s->counts[kind], share_of(s->counts[kind], total),
                  &s->examples[kind], remedy);
}

static void print_kinds(struct rows *r, const struct source *s, const struct row *row)
{
    for (; row->finding; row++) {
        uint64_t total = *(const uint64_t *)((const char *)s + row->total);

        if (!row->usual || share_of(s->counts[row->kind], total) >= row->usual)
            print_kind(r, s, row->finding, row->kind, total, row->remedy);
    }
}

static void print_files(struct rows *r, const struct source *s)
{
    for (size_t i = 0; i < s->n_files; i++)
        print_row(r, s, s->files[i].finding, s->files[i].count, NAN,
                  &(struct example){"", s->files[i].message}, s->files[i].remedy);
}

/* ---- typography: two signs for one thing ------------------------------------------ */

struct pair {
    int straight, curly;
    const char *mixed, *unlike, *remedy;
};

static const struct pair pairs[] = {
    {CORPUS_SIGHT_STRAIGHT_APOSTROPHE, CORPUS_SIGHT_CURLY_APOSTROPHE, "mixed-apostrophes",
     "apostrophes-unlike-others", "--quotes fold"},
    {CORPUS_SIGHT_STRAIGHT_QUOTE, CORPUS_SIGHT_CURLY_QUOTE, "mixed-quotes",
     "quotes-unlike-others", "--punctuation drop"},
};

/* The sign a source uses most: 1 straight, -1 curly, 0 neither. */
static int habit(const struct source *s, const struct pair *p)
{
    uint64_t straight = s->counts[p->straight], curly = s->counts[p->curly];

    return (straight > curly) - (straight < curly);
}

static void print_pair(struct rows *r, const struct source *s, const struct pair *p)
{
    int own = habit(s, p), others = 0;
    uint64_t total = s->counts[p->straight] + s->counts[p->curly];
    const struct source *o;

    if (s->counts[p->straight] && s->counts[p->curly])
        print_kind(r, s, p->mixed, own < 0 ? p->straight : p->curly, total, p->remedy);
    for (o = r->all->sources; o; o = o->hh.next)
        others += o == s ? 0 : habit(o, p);
    if (own * others < 0)
        print_kind(r, s, p->unlike, own > 0 ? p->straight : p->curly, total, p->remedy);
}

static void print_typography(struct rows *r, const struct source *s)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        print_pair(r, s, &pairs[i]);
}

/* ---- lines that documents share --------------------------------------------------- */

/* Bytes that are no UTF-8, and controls, as <E9>. */
static void add_clean(struct text *t, corpus_string s)
{
    uint32_t code;

    for (size_t at = 0, size; at < s.len; at += size) {
        size = cell_decode(s.data + at, s.len - at, &code);
        if (size && code >= ' ' && (code < 0x7f || code >= 0xa0)) {
            text_add(t, s.data + at, size);
            continue;
        }
        size = size ? size : 1;
        for (size_t k = 0; k < size; k++)
            text_printf(t, "<%02X>", (unsigned)(unsigned char)s.data[at + k]);
    }
}

static void print_top(struct rows *r, const struct source *s, uint64_t k)
{
    const struct lines *l = r->lines;
    corpus_repeated_line *top = tool_alloc((l->top + 1) * sizeof *top);
    struct text t = {0};
    size_t n =
        corpus_repeats_top(l->repeats, s->name, strlen(s->name), k, l->top, top);

    for (size_t i = 0; i < n; i++) {
        text_clear(&t);
        add_clean(&t, top[i].text);
        print_row(r, s, "repeated-line", top[i].docs,
                  share_of(top[i].docs, s->documents), &(struct example){"", t.data}, "");
    }
    text_free(&t);
    free(top);
}

static void print_lines(struct rows *r, const struct source *s)
{
    const struct lines *l = r->lines;
    uint64_t k = s->documents < l->min_docs ? s->documents : l->min_docs;
    corpus_repeats_summary sum;
    char different[40], remedy[60];

    if (!l->repeats || k < 2)
        return;
    corpus_repeats_summarise(l->repeats, s->name, strlen(s->name), k, &sum);
    if (!sum.distinct)
        return;
    snprintf(different, sizeof different, "%llu different",
             (unsigned long long)sum.distinct);
    snprintf(remedy, sizeof remedy, "--drop-repeated-lines %llu", (unsigned long long)k);
    print_row(r, s, "repeated-lines", sum.repeated, share_of(sum.repeated, sum.lines),
              &(struct example){"", different}, remedy);
    print_top(r, s, k);
}

/* ---- */

static void print_source(struct rows *r, const struct source *s)
{
    print_files(r, s);
    print_kinds(r, s, encoding);
    print_typography(r, s);
    print_kinds(r, s, words);
    print_kinds(r, s, documents);
    print_lines(r, s);
    print_kinds(r, s, line_ends);
}

void rows_print(const struct findings *f, const struct lines *lines)
{
    struct rows r = {f, lines, NULL};

    for (const struct source *s = f->sources; s; s = s->hh.next)
        print_source(&r, s);
    if (!r.out && common.output)
        open_report(&r);
    if (r.out)
        report_close(r.out);
}

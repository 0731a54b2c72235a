/* A small corpus of random documents, written as a table in the most naive way. */
#ifndef TESTS_TABLE_MODEL_H
#define TESTS_TABLE_MODEL_H

#include "table/provenance.h"
#include "table/writer.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MODEL_ORDER = 3, MODEL_TYPES = 40, MODEL_DOCS = 30, MODEL_LONGEST = 60 };

struct model_doc {
    uint32_t source, number; /* id is "d" and the number */
    uint32_t n;
    uint32_t token[MODEL_LONGEST];
};

struct model {
    struct model_doc doc[MODEL_DOCS];
    uint32_t n_docs, n_sources, n_types;
    unsigned postings, min_count;
    int families; /* those of MODEL_WINDOW and MODEL_SKIP, too */
};

#define MODEL_WINDOW "0:1"
#define MODEL_SKIP "1"

/* What a family counts: tokens at these places from the first. 0: the n-grams. */
struct model_family {
    unsigned order, at[MODEL_ORDER];
};

enum { MODEL_FAMILIES = 4 };

static const struct model_family model_families[MODEL_FAMILIES + 1] = {
    {MODEL_ORDER, {0, 1, 2}}, {2, {0, 1}}, {2, {0, 2}}, {3, {0, 1, 3}}, {3, {0, 2, 3}}};

/* An occurrence: document and position. */
struct occurrence {
    uint32_t doc, at;
};

static inline uint32_t model_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(*seed >> 33);
}

static inline void model_fill(struct model *m, uint64_t seed, uint32_t n_sources)
{
    *m = (struct model){.n_docs = MODEL_DOCS,
                        .n_sources = n_sources,
                        .postings = 2,
                        .families = seed % 2};
    for (uint32_t d = 0; d < MODEL_DOCS; d++) {
        m->doc[d].source = d * n_sources / MODEL_DOCS;
        m->doc[d].number = 100 + d;
        m->doc[d].n = model_random(&seed) % MODEL_LONGEST;
        for (uint32_t i = 0; i < m->doc[d].n; i++) {
            uint32_t r = model_random(&seed) % (MODEL_TYPES * MODEL_TYPES);

            m->doc[d].token[i] = r % (1 + r % MODEL_TYPES); /* small ones more often */
        }
    }
}

/* Documents of `m` whose number is taken by keep(number). */
static inline struct model model_part(const struct model *m, int keep(uint32_t))
{
    struct model part = {.postings = m->postings, .families = m->families};
    uint32_t used[MODEL_DOCS] = {0};

    for (uint32_t d = 0; d < m->n_docs; d++)
        if (keep(m->doc[d].number)) {
            part.doc[part.n_docs++] = m->doc[d];
            used[m->doc[d].source] = 1;
        }
    (void)used;
    part.n_sources = m->n_sources;
    return part;
}

static inline void model_type_name(uint32_t id, char name[16])
{
    snprintf(name, 16, "w%03u", id);
}

struct model_writer {
    const struct model *m;
    uint32_t rank[MODEL_TYPES], id[MODEL_TYPES]; /* type -> id among those that occur */
    uint32_t source[MODEL_DOCS], n_sources;      /* source -> index, those that occur */
    struct chunk *chunk;
    unsigned family;
};

static inline void model_emit(struct model_writer *w, unsigned depth,
                              const struct occurrence *all, size_t n)
{
    const struct model_family *f = model_families + w->family;
    struct occurrence *group = malloc((n + 1) * sizeof *group);

    for (uint32_t t = 0; t < MODEL_TYPES; t++) {
        corpus_source_count counts[MODEL_DOCS] = {{0}};
        corpus_posting list[MODEL_DOCS];
        uint32_t n_counts = 0, n_list = 0;
        size_t k = 0;

        for (size_t i = 0; i < n; i++) {
            const struct model_doc *d = w->m->doc + all[i].doc;

            if (all[i].at + f->at[depth] < d->n && d->token[all[i].at + f->at[depth]] == t)
                group[k++] = all[i];
        }
        if (!k)
            continue;
        if (depth + 1 < f->order)
            model_emit(w, depth + 1, group, k);
        for (size_t i = 0; i < k; i++) {
            uint32_t source = w->source[w->m->doc[group[i].doc].source];

            if (!n_counts || counts[n_counts - 1].source != source)
                counts[n_counts++].source = source;
            counts[n_counts - 1].freq++;
            if (!n_list || list[n_list - 1].doc != group[i].doc) {
                list[n_list++] = (corpus_posting){group[i].doc, 0};
                counts[n_counts - 1].docs++;
            }
            list[n_list - 1].count++;
        }
        if (depth && k < w->m->min_count)
            continue;
        if (!w->family && depth + 1 <= w->m->postings)
            assert_int_equal(chunk_add_postings(w->chunk, depth + 1, list, n_list, true), 0);
        assert_int_equal(chunk_add(w->chunk, depth + 1, w->id[t], counts, n_counts), 0);
    }
    free(group);
}

/* Only what is as long as the family has it is counted, so nothing else is given. */
static inline void model_emit_family(struct model_writer *w, unsigned family,
                                     const struct occurrence *all, size_t n)
{
    const struct model_family *f = model_families + family;
    struct occurrence *whole = malloc((n + 1) * sizeof *whole);
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (all[i].at + f->at[f->order - 1] < w->m->doc[all[i].doc].n)
            whole[k++] = all[i];
    w->family = family;
    assert_int_equal(chunk_begin_family(w->chunk, family, f->order), 0);
    model_emit(w, 0, whole, k);
    free(whole);
}

static inline void model_marginals(struct model_writer *w, struct table_writer *to,
                                   unsigned family, const struct model_family *f,
                                   const struct occurrence *all, size_t n,
                                   const uint64_t freq[], uint32_t n_types)
{
    static uint64_t marginal[MODEL_ORDER][MODEL_TYPES];
    const uint64_t *const slots[] = {marginal[0], marginal[1], marginal[2]};
    struct marginals_part *part;

    memset(marginal, 0, sizeof marginal);
    for (size_t i = 0; i < n; i++) {
        const struct model_doc *d = w->m->doc + all[i].doc;

        for (unsigned k = 0; k < f->order && all[i].at + f->at[f->order - 1] < d->n; k++)
            marginal[k][w->id[d->token[all[i].at + f->at[k]]]]++;
    }
    assert_int_equal(marginals_part_new(&part), 0);
    assert_int_equal(marginals_part_begin(part, family, f->order), 0);
    assert_int_equal(marginals_part_counts(part, family ? slots[0] : freq, slots, n_types), 0);
    assert_int_equal(marginals_part_finish(part), 0);
    assert_int_equal(writer_add_marginals(to, part), 0);
    marginals_part_free(part);
}

static inline void model_totals(const struct model_doc *d, uint64_t totals[MODEL_ORDER])
{
    for (uint32_t n = 1; n <= MODEL_ORDER; n++)
        totals[n - 1] += d->n >= n ? d->n - n + 1 : 0;
}

static inline void model_front(const struct model *m, struct model_writer *mw,
                               struct table_writer *w)
{
    struct provenance *p;
    struct bytes lines = {0};
    char text[40];

    assert_int_equal(provenance_new(&p), 0);
    provenance_option(p, "order", "3");
    snprintf(text, sizeof text, "%u", m->postings);
    provenance_option(p, "postings", text);
    if (m->families) {
        provenance_option(p, "window", MODEL_WINDOW);
        provenance_option(p, "skip", MODEL_SKIP);
    }
    provenance_field(p, "party");
    for (uint32_t d = 0; d < m->n_docs; d++) {
        snprintf(text, sizeof text, "d%u.txt", m->doc[d].number);
        provenance_input(p, "", text, m->doc[d].n, 7, 1);
    }
    assert_int_equal(provenance_write(p, &lines), 0);
    assert_int_equal(writer_provenance(w, (char *)lines.data, lines.len), 0);
    provenance_free(p);
    bytes_free(&lines);

    for (uint32_t s = 0; s < m->n_sources; s++) {
        uint64_t totals[MODEL_ORDER] = {0}, docs = 0;

        for (uint32_t d = 0; d < m->n_docs; d++)
            if (m->doc[d].source == s) {
                model_totals(m->doc + d, totals);
                docs++;
            }
        if (!docs)
            continue;
        mw->source[s] = mw->n_sources++;
        snprintf(text, sizeof text, "source%02u", s);
        assert_int_equal(writer_source(w, text, docs, totals, MODEL_ORDER), 0);
    }
    for (uint32_t d = 0; d < m->n_docs; d++) {
        uint64_t totals[MODEL_ORDER] = {0};
        const char *party = m->doc[d].number % 2 ? "odd" : "even";

        model_totals(m->doc + d, totals);
        snprintf(text, sizeof text, "d%u", m->doc[d].number);
        assert_int_equal(writer_document(w, mw->source[m->doc[d].source], text, &party, 1,
                                         totals, MODEL_ORDER), 0);
    }
}

static inline void model_write(const struct model *m, const char *path)
{
    struct model_writer mw = {.m = m};
    struct table_writer *w;
    struct occurrence *all = malloc(MODEL_DOCS * MODEL_LONGEST * sizeof *all);
    uint64_t freq[MODEL_TYPES] = {0};
    uint32_t n_types = 0;
    size_t n = 0;

    for (uint32_t d = 0; d < m->n_docs; d++)
        for (uint32_t i = 0; i < m->doc[d].n; i++) {
            all[n++] = (struct occurrence){d, i};
            freq[m->doc[d].token[i]]++;
        }
    assert_int_equal(writer_new(&w, path), 0);
    model_front(m, &mw, w);
    for (uint32_t t = 0; t < MODEL_TYPES; t++)
        if (freq[t]) {
            char name[16];

            model_type_name(t, name);
            assert_int_equal(writer_type(w, name, strlen(name)), 0);
            freq[n_types] = freq[t];
            mw.id[t] = n_types++;
        }
    struct chunk_shape shape = {MODEL_ORDER, m->postings, mw.n_sources, m->n_docs, mw.rank,
                                NULL};
    assert_int_equal(chunk_ranks(mw.rank, freq, n_types), 0);
    assert_int_equal(chunk_new(&mw.chunk, &shape), 0);
    model_emit(&mw, 0, all, n);
    for (unsigned f = 1; m->families && f <= MODEL_FAMILIES; f++)
        model_emit_family(&mw, f, all, n);
    assert_int_equal(chunk_finish(mw.chunk), 0);
    assert_int_equal(writer_add_chunk(w, mw.chunk), 0);
    for (unsigned order = 2; order <= MODEL_ORDER; order++)
        model_marginals(&mw, w, 0, &(struct model_family){order, {0, 1, 2}}, all, n, freq,
                        n_types);
    for (unsigned f = 1; m->families && f <= MODEL_FAMILIES; f++)
        model_marginals(&mw, w, f, model_families + f, all, n, freq, n_types);
    assert_int_equal(writer_commit(w), 0);
    writer_free(w);
    chunk_free(mw.chunk);
    free(all);
}

/* A file's bytes; the caller frees them. */
static inline uint8_t *model_read(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data;

    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    *len = (size_t)ftell(f);
    rewind(f);
    data = malloc(*len + 1);
    assert_int_equal(fread(data, 1, *len, f), *len);
    fclose(f);
    return data;
}

static inline void model_save(const char *path, const uint8_t *data, size_t len)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, len, f), len);
    fclose(f);
}

#endif

/* A table answers what a naive count of its documents says; merging parts gives the bytes
 * of the whole; no change of a byte goes unnoticed. */
#include "model.h"

static char dir[64];

static const char *path(const char *name)
{
    static char buffers[16][128];
    static int next;
    char *p = buffers[next++ % 16];

    snprintf(p, 128, "%s/%s", dir, name);
    return p;
}

static uint64_t naive_freq(const struct model *m, const uint32_t t[], unsigned order,
                           uint64_t *docs)
{
    uint64_t freq = 0;

    *docs = 0;
    for (uint32_t d = 0; d < m->n_docs; d++) {
        uint64_t before = freq;

        for (uint32_t i = 0; i + order <= m->doc[d].n; i++)
            freq += !memcmp(m->doc[d].token + i, t, order * sizeof *t);
        *docs += freq > before;
    }
    return freq;
}

static void check_term(corpus_table *table, const struct model *m, const uint32_t t[],
                       unsigned order)
{
    char term[64] = "", name[16];
    uint64_t docs, freq = naive_freq(m, t, order, &docs);
    corpus_row row;
    int found;

    for (unsigned k = 0; k < order; k++) {
        model_type_name(t[k], name);
        sprintf(term + strlen(term), "%s%s", k ? " " : "", name);
    }
    found = corpus_table_find(table, term, strlen(term), &row);
    assert_int_equal(found, freq > 0);
    if (found) {
        assert_int_equal(row.freq, freq);
        assert_int_equal(row.docs, docs);
    }
}

static void every_look_up_equals_a_naive_count(void **state)
{
    static struct model m;
    corpus_table *table;

    (void)state;
    for (uint32_t sources = 1; sources <= 5; sources += 2) {
        model_fill(&m, sources, sources);
        model_write(&m, path("a.freq"));
        assert_int_equal(corpus_table_open(&table, path("a.freq"), NULL), 0);
        for (uint32_t a = 0; a < MODEL_TYPES; a++) {
            check_term(table, &m, &a, 1);
            for (uint32_t b = 0; b < MODEL_TYPES; b++) {
                check_term(table, &m, (uint32_t[]){a, b}, 2);
                for (uint32_t c = 0; c < MODEL_TYPES; c += 7)
                    check_term(table, &m, (uint32_t[]){a, b, c}, 3);
            }
        }
        assert_int_equal(corpus_table_verify(table, NULL, NULL), 0);
        corpus_table_close(table);
    }
}

static void a_scan_is_sorted_and_complete(void **state)
{
    static struct model m;
    corpus_table *table;

    (void)state;
    model_fill(&m, 5, 3);
    model_write(&m, path("a.freq"));
    assert_int_equal(corpus_table_open(&table, path("a.freq"), NULL), 0);
    for (unsigned order = 1; order <= MODEL_ORDER; order++) {
        char before[64] = "";
        uint64_t sum = 0, rows = 0;
        corpus_scan *scan;
        corpus_row row;
        const char *term;
        size_t len;

        assert_int_equal(corpus_scan_new(&scan, table, order), 0);
        while (corpus_scan_next(scan, &row) == 1) {
            const corpus_posting *list;
            uint64_t in_sources = 0, in_docs = 0;
            size_t n;

            assert_int_equal(corpus_scan_term(scan, &term, &len), 0);
            assert_true(strcmp(before, term) < 0);
            strcpy(before, term);
            assert_int_equal(row.index, rows++);
            for (uint32_t i = 0; i < row.n_sources; i++)
                in_sources += row.sources[i].freq;
            assert_int_equal(in_sources, row.freq);
            if (order <= m.postings) {
                assert_int_equal(corpus_scan_postings(scan, &list, &n), 0);
                assert_int_equal(n, row.docs);
                for (size_t i = 0; i < n; i++)
                    in_docs += list[i].count;
                assert_int_equal(in_docs, row.freq);
            }
            sum += row.freq;
        }
        assert_int_equal(sum, corpus_table_total(table, order));
        assert_int_equal(rows, corpus_table_ngrams(table, order));
        corpus_scan_free(scan);
    }
    corpus_table_close(table);
}

static void a_prefix_scan_gives_the_rows_that_begin_with_it(void **state)
{
    static struct model m;
    corpus_table *table;
    uint32_t prefix[2];

    (void)state;
    model_fill(&m, 6, 2);
    model_write(&m, path("a.freq"));
    assert_int_equal(corpus_table_open(&table, path("a.freq"), NULL), 0);
    for (unsigned order = 1; order <= 3; order++)
        for (unsigned n = 1; n <= 2 && n <= order; n++)
            for (prefix[0] = 0; prefix[0] < 12; prefix[0]++)
                for (prefix[1] = 0; prefix[1] < (n > 1 ? 12 : 1); prefix[1]++) {
                    corpus_scan *all, *some;
                    corpus_row a, b;
                    char term[64];
                    const char *t;
                    size_t len;

                    corpus_scan_new(&all, table, order);
                    corpus_scan_new(&some, table, order);
                    assert_int_equal(corpus_scan_prefix(some, prefix, n), 0);
                    while (corpus_scan_next(all, &a) == 1) {
                        if (memcmp(a.ids, prefix, n * sizeof *prefix))
                            continue;
                        corpus_scan_term(all, &t, &len);
                        strcpy(term, t);
                        assert_int_equal(corpus_scan_next(some, &b), 1);
                        corpus_scan_term(some, &t, &len);
                        assert_string_equal(t, term);
                        assert_int_equal(b.freq, a.freq);
                        assert_int_equal(b.index, a.index);
                    }
                    assert_int_equal(corpus_scan_next(some, &b), 0);
                    corpus_scan_free(all);
                    corpus_scan_free(some);
                }
    corpus_table_close(table);
}

static void documents_keep_ids_sources_fields_and_totals(void **state)
{
    static struct model m;
    corpus_table *table;
    corpus_table_doc doc;

    (void)state;
    model_fill(&m, 7, 3);
    model_write(&m, path("a.freq"));
    assert_int_equal(corpus_table_open(&table, path("a.freq"), NULL), 0);
    assert_int_equal(corpus_table_documents(table), m.n_docs);
    assert_string_equal(corpus_table_field(table, 0), "party");
    assert_string_equal(corpus_table_option(table, "order"), "3");
    assert_null(corpus_table_option(table, "ord"));
    for (uint32_t d = 0; d < m.n_docs; d++) {
        char id[20];

        sprintf(id, "d%u", m.doc[d].number);
        assert_int_equal(corpus_table_document(table, d, &doc), 0);
        assert_string_equal(doc.id, id);
        assert_int_equal(doc.source, m.doc[d].source);
        assert_string_equal(doc.fields[0], m.doc[d].number % 2 ? "odd" : "even");
        assert_int_equal(doc.totals[0], m.doc[d].n);
    }
    corpus_table_close(table);
}

/* ---- merging ---------------------------------------------------------------------- */

static int is_even(uint32_t number) { return number % 2 == 0; }
static int is_odd(uint32_t number) { return number % 2 == 1; }
static int is_low(uint32_t number) { return number < 107; }
static int is_high(uint32_t number) { return number >= 107; }
static int is_any(uint32_t number) { return number > 0; }
static int is_none(uint32_t number) { return number == 0; }

static void assert_same_file(const char *a, const char *b)
{
    size_t m, n;
    uint8_t *x = model_read(a, &m), *y = model_read(b, &n);

    assert_int_equal(m, n);
    assert_memory_equal(x, y, n);
    free(x);
    free(y);
}

static void merge_parts(const struct model *m, int (*const keep[])(uint32_t), size_t n,
                        const char *out)
{
    corpus_table *tables[4] = {0};
    corpus_fault fault;
    char name[32];

    for (size_t i = 0; i < n; i++) {
        struct model part = model_part(m, keep[i]);

        sprintf(name, "part%zu", i);
        model_write(&part, path(name));
        assert_int_equal(corpus_table_open(tables + i, path(name), NULL), 0);
    }
    assert_int_equal(corpus_table_merge(out, tables, n, NULL, &fault), 0);
    for (size_t i = 0; i < n; i++)
        corpus_table_close(tables[i]);
}

static void merging_parts_gives_the_bytes_of_the_whole(void **state)
{
    static struct model m;

    (void)state;
    for (uint32_t sources = 1; sources <= 4; sources++) {
        model_fill(&m, 20 + sources, sources);
        model_write(&m, path("whole"));
        merge_parts(&m, (int (*const[])(uint32_t)){is_even, is_odd}, 2, path("merged"));
        assert_same_file(path("merged"), path("whole"));
        merge_parts(&m, (int (*const[])(uint32_t)){is_high, is_low}, 2, path("merged"));
        assert_same_file(path("merged"), path("whole"));
        merge_parts(&m, (int (*const[])(uint32_t)){is_none, is_any}, 2, path("merged"));
        assert_same_file(path("merged"), path("whole"));
        merge_parts(&m, (int (*const[])(uint32_t)){is_any}, 1, path("merged"));
        assert_same_file(path("merged"), path("whole"));
    }
}

static void a_document_in_two_tables_is_named(void **state)
{
    static struct model m;
    struct model part;
    corpus_table *tables[2];
    corpus_fault fault;

    (void)state;
    model_fill(&m, 30, 2);
    model_write(&m, path("whole"));
    part = model_part(&m, is_odd);
    model_write(&part, path("odd"));
    assert_int_equal(corpus_table_open(tables, path("whole"), NULL), 0);
    assert_int_equal(corpus_table_open(tables + 1, path("odd"), NULL), 0);
    assert_int_equal(corpus_table_merge(path("never"), tables, 2, NULL, &fault), CORPUS_EEXIST);
    assert_non_null(strstr(fault.place, "d101"));
    assert_int_equal(access(path("never"), F_OK), -1);
    corpus_table_close(tables[0]);
    corpus_table_close(tables[1]);
}

static void tables_with_other_options_do_not_merge(void **state)
{
    static struct model m;
    corpus_table *tables[2];
    corpus_fault fault;

    (void)state;
    model_fill(&m, 31, 2);
    model_write(&m, path("a"));
    m.postings = 1;
    model_write(&m, path("b"));
    assert_int_equal(corpus_table_open(tables, path("a"), NULL), 0);
    assert_int_equal(corpus_table_open(tables + 1, path("b"), NULL), 0);
    assert_int_equal(corpus_table_merge(path("never"), tables, 2, NULL, &fault),
                     CORPUS_EMISMATCH);
    assert_string_equal(fault.place, "postings (2, 1)");
    corpus_table_close(tables[0]);
    corpus_table_close(tables[1]);
}

/* ---- damage ----------------------------------------------------------------------- */

static int open_and_verify(const char *file)
{
    corpus_table *table;
    int err = corpus_table_open(&table, file, NULL);

    if (!err)
        err = corpus_table_verify(table, NULL, NULL);
    corpus_table_close(table);
    return err;
}

static void assert_refused(const uint8_t *data, size_t len)
{
    int err;

    model_save(path("damaged"), data, len);
    err = open_and_verify(path("damaged"));
    assert_true(err == CORPUS_ECORRUPT || err == CORPUS_EFORMAT);
}

static void every_changed_byte_is_noticed(void **state)
{
    static struct model m;
    size_t len;
    uint8_t *data;

    (void)state;
    model_fill(&m, 40, 2);
    m.n_docs = 8;
    model_write(&m, path("a"));
    data = model_read(path("a"), &len);
    for (size_t i = 0; i < len; i++) {
        uint8_t flip = (uint8_t)(1u << i % 8);

        data[i] ^= flip;
        assert_refused(data, len);
        data[i] ^= flip;
    }
    free(data);
}

static void every_cut_and_every_addition_is_noticed(void **state)
{
    static struct model m;
    size_t len;
    uint8_t *data, *twice;

    (void)state;
    model_fill(&m, 41, 2);
    m.n_docs = 8;
    model_write(&m, path("a"));
    data = model_read(path("a"), &len);
    for (size_t i = 0; i < len; i += i < 100 || i + 100 > len ? 1 : 13)
        assert_refused(data, i);
    twice = malloc(2 * len);
    memcpy(twice, data, len);
    memcpy(twice + len, data, len);
    assert_refused(twice, 2 * len);
    assert_refused(twice, len + 1);
    memset(twice + len - 64, 0, 64);
    assert_refused(twice, len);
    free(twice);
    free(data);
}

/* Blocks of equal size from another table, put in at the same place. */
static void a_splice_of_two_tables_is_noticed(void **state)
{
    static struct model m;
    size_t a_len, b_len;
    uint8_t *a, *b;

    (void)state;
    model_fill(&m, 42, 2);
    model_write(&m, path("a"));
    m.doc[3].token[0] = (m.doc[3].token[0] + 1) % MODEL_TYPES;
    m.doc[3].number = 1000; /* another document, so another identity */
    model_write(&m, path("b"));
    a = model_read(path("a"), &a_len);
    b = model_read(path("b"), &b_len);
    for (size_t cut = 32; cut < a_len && cut < b_len; cut += 16) {
        uint8_t *splice = malloc(a_len);

        memcpy(splice, b, cut);
        memcpy(splice + cut, a + cut, a_len - cut);
        if (memcmp(splice, a, a_len))
            assert_refused(splice, a_len);
        free(splice);
    }
    free(a);
    free(b);
}

static void what_is_no_table_is_said_to_be_none(void **state)
{
    corpus_table *table;

    (void)state;
    model_save(path("text"), (const uint8_t *)"once upon a time", 16);
    assert_int_equal(corpus_table_open(&table, path("text"), NULL), CORPUS_EFORMAT);
    model_save(path("empty"), (const uint8_t *)"", 0);
    assert_int_equal(corpus_table_open(&table, path("empty"), NULL), CORPUS_EFORMAT);
    assert_int_equal(corpus_table_open(&table, path("missing"), NULL), CORPUS_EIO);
    assert_int_equal(corpus_table_open(&table, dir, NULL), CORPUS_EIO);
    assert_null(table);
}

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/test_table.XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    char command[100];

    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_look_up_equals_a_naive_count),
        cmocka_unit_test(a_scan_is_sorted_and_complete),
        cmocka_unit_test(a_prefix_scan_gives_the_rows_that_begin_with_it),
        cmocka_unit_test(documents_keep_ids_sources_fields_and_totals),
        cmocka_unit_test(merging_parts_gives_the_bytes_of_the_whole),
        cmocka_unit_test(a_document_in_two_tables_is_named),
        cmocka_unit_test(tables_with_other_options_do_not_merge),
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(every_cut_and_every_addition_is_noticed),
        cmocka_unit_test(a_splice_of_two_tables_is_noticed),
        cmocka_unit_test(what_is_no_table_is_said_to_be_none),
    };

    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}

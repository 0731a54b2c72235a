/* Many tables become one, in as many passes as it takes, and can be taken away again. */
#include "corpus/table.h"
#include "model.h"
#include "table/merge_tiers.h"

#include <unistd.h>

enum { PARTS = 9 };

static char folder[64], name[PARTS + 3][80];
static const char *names[PARTS + 3];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/corpus-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i < PARTS + 3; i++) {
        snprintf(name[i], sizeof name[i], "%s/%d", folder, i);
        names[i] = name[i];
    }
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    for (int i = 0; i < PARTS + 3; i++)
        unlink(name[i]);
    return rmdir(folder);
}

static const char *const *whole = names + PARTS, *const *result = names + PARTS + 1;

static uint32_t part_at;
static int in_part(uint32_t number) { return number % PARTS == part_at; }
static int in_first_two(uint32_t number) { return number % PARTS < 2; }
static int in_others(uint32_t number) { return number % PARTS >= 2; }

static void write_if(const struct model *m, int keep(uint32_t), const char *path)
{
    struct model part = model_part(m, keep);

    model_write(&part, path);
}

static void assert_same(const char *a, const char *b)
{
    size_t m, n;
    uint8_t *x = model_read(a, &m), *y = model_read(b, &n);

    assert_int_equal(m, n);
    assert_memory_equal(x, y, n);
    free(x);
    free(y);
}

static void write_parts(struct model *m, uint64_t seed, uint32_t sources)
{
    model_fill(m, seed, sources);
    model_write(m, *whole);
    for (part_at = 0; part_at < PARTS; part_at++)
        write_if(m, in_part, names[part_at]);
}

static void passes_change_no_byte(void **state)
{
    static struct model m;
    corpus_merge_options o;

    (void)state;
    corpus_merge_options_default(&o);
    for (uint32_t sources = 1; sources <= 3; sources++) {
        write_parts(&m, 40 + sources, sources);
        for (o.most = 2; o.most <= PARTS; o.most += 3) {
            assert_int_equal(
                corpus_table_merge_files(*result, names, PARTS, &o, NULL, NULL), 0);
            assert_same(*result, *whole);
        }
        o.memory = 1; /* a pass that fits into nothing still takes two */
        assert_int_equal(corpus_table_merge_files(*result, names, PARTS, &o, NULL, NULL),
                         0);
        assert_same(*result, *whole);
        o.memory = 0;
    }
}

/* As the passes over the runs of a count do it. */
static void a_cut_of_the_sum_spares_types_and_marginals(void **state)
{
    static struct model m;

    (void)state;
    for (uint64_t seed = 70; seed < 74; seed++) {
        struct merge_how how = {.min_count = 3};
        struct bytes lines = {0};
        struct merge_tiers *t;
        corpus_table *cut;
        const char *text;
        size_t len;

        write_parts(&m, seed, 2);
        m.min_count = 3;
        model_write(&m, *whole);
        assert_int_equal(corpus_table_open(&cut, *whole, NULL), 0);
        text = corpus_table_provenance(cut, &len);
        assert_int_equal(bytes_add(&lines, text, len), 0);
        corpus_table_close(cut);
        how.lines = &lines;
        assert_int_equal(merge_tiers_new(&t, &(struct merge_tiers_options){.most = 4}), 0);
        for (int i = 0; i < PARTS; i++)
            assert_int_equal(merge_tiers_add_path(t, names[i], false), 0);
        assert_int_equal(merge_tiers_finish(t, *result, &how, NULL), 0);
        assert_same(*result, *whole);
        merge_tiers_free(t);
        bytes_free(&lines);
    }
}

static void what_is_taken_away_was_never_there(void **state)
{
    static struct model m;
    const char *tables[5];
    corpus_merge_options o;

    (void)state;
    corpus_merge_options_default(&o);
    for (uint32_t sources = 1; sources <= 4; sources += 3) {
        write_parts(&m, 50 + sources, sources);
        tables[0] = *whole;
        tables[1] = names[0];
        tables[2] = names[1];
        o.subtract = 2;
        assert_int_equal(corpus_table_merge_files(*result, tables, 3, &o, NULL, NULL), 0);
        write_if(&m, in_others, *whole);
        assert_same(*result, *whole);
        write_if(&m, in_first_two, *whole);
        tables[1] = *whole;
        tables[0] = names[2];
        model_write(&m, names[2]);
        o.subtract = 1;
        assert_int_equal(corpus_table_merge_files(*result, tables, 2, &o, NULL, NULL), 0);
        write_if(&m, in_others, *whole);
        assert_same(*result, *whole);
    }
}

static void all_can_be_taken_away(void **state)
{
    static struct model m;
    const char *tables[2] = {*whole, *whole};
    corpus_merge_options o;

    (void)state;
    corpus_merge_options_default(&o);
    write_parts(&m, 60, 2);
    o.subtract = 1;
    assert_int_equal(corpus_table_merge_files(*result, tables, 2, &o, NULL, NULL), 0);
    m.n_docs = 0;
    model_write(&m, *whole);
    assert_same(*result, *whole);
}

static void what_is_not_there_cannot_be_taken_away(void **state)
{
    static struct model m;
    const char *tables[2] = {names[0], names[1]};
    corpus_merge_options o;
    corpus_fault fault;

    (void)state;
    corpus_merge_options_default(&o);
    write_parts(&m, 61, 2);
    o.subtract = 1;
    unlink(*result);
    assert_int_equal(corpus_table_merge_files(*result, tables, 2, &o, NULL, &fault),
                     CORPUS_EABSENT);
    assert_true(*fault.place);
    o.subtract = 2;
    assert_int_equal(corpus_table_merge_files(*result, tables, 2, &o, NULL, &fault),
                     CORPUS_EINVAL);
    assert_int_equal(access(*result, F_OK), -1);
}

static void the_table_at_fault_is_told(void **state)
{
    static struct model m;
    corpus_merge_options o;
    corpus_fault fault;
    size_t culprit, len;
    uint8_t *data;

    (void)state;
    corpus_merge_options_default(&o);
    write_parts(&m, 62, 2);
    data = model_read(names[6], &len);
    data[len / 2] ^= 1;
    model_save(names[6], data, len);
    free(data);
    o.most = 3;
    assert_int_equal(
        corpus_table_merge_files(*result, names, PARTS, &o, &culprit, &fault),
        CORPUS_ECORRUPT);
    assert_int_equal(culprit, 6);
    assert_true(*fault.place);
}

/* One document with one type, that often. */
static void write_one(const char *path, const char *id, uint64_t freq)
{
    static const char lines[] = "option\torder\t1\noption\tpostings\t0\n";
    corpus_source_count count = {0, freq, 1};
    struct chunk_shape shape = {1, 0, 1, 1, NULL, NULL};
    struct table_writer *w;
    struct chunk *chunk;

    assert_int_equal(writer_new(&w, path), 0);
    assert_int_equal(writer_provenance(w, lines, strlen(lines)), 0);
    assert_int_equal(writer_source(w, "s", 1, &freq, 1), 0);
    assert_int_equal(writer_document(w, 0, id, NULL, 0, &freq, 1), 0);
    assert_int_equal(writer_type(w, "x", 1), 0);
    assert_int_equal(chunk_new(&chunk, &shape), 0);
    assert_int_equal(chunk_add(chunk, 1, 0, &count, 1), 0);
    assert_int_equal(chunk_finish(chunk), 0);
    assert_int_equal(writer_add_chunk(w, chunk), 0);
    assert_int_equal(writer_commit(w), 0);
    chunk_free(chunk);
    writer_free(w);
}

static void counts_are_exact_or_refused(void **state)
{
    uint64_t freq = (UINT64_C(1) << 32) + 1;
    corpus_table *t;
    corpus_row row;

    (void)state;
    for (; freq < UINT64_C(1) << 62; freq *= 1000) {
        write_one(names[0], "a", freq);
        write_one(names[1], "b", freq + 1);
        assert_int_equal(corpus_table_merge_files(*result, names, 2, NULL, NULL, NULL), 0);
        assert_int_equal(corpus_table_open(&t, *result, NULL), 0);
        assert_int_equal(corpus_table_find(t, "x", 1, &row), 1);
        assert_true(row.freq == 2 * freq + 1);
        corpus_table_close(t);
    }
    write_one(names[0], "a", UINT64_C(1) << 63);
    write_one(names[1], "b", UINT64_C(1) << 63);
    unlink(*result);
    assert_int_equal(corpus_table_merge_files(*result, names, 2, NULL, NULL, NULL),
                     CORPUS_EOVERFLOW);
    assert_int_equal(access(*result, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_change_no_byte),
        cmocka_unit_test(a_cut_of_the_sum_spares_types_and_marginals),
        cmocka_unit_test(what_is_taken_away_was_never_there),
        cmocka_unit_test(all_can_be_taken_away),
        cmocka_unit_test(what_is_not_there_cannot_be_taken_away),
        cmocka_unit_test(the_table_at_fault_is_told),
        cmocka_unit_test(counts_are_exact_or_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

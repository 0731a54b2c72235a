/* Lists of postings: what is put into frames comes out of them, and what nobody put there
 * is refused. */
#include "corpus/table.h"
#include "table/postings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { DOCUMENTS = 1 << 20, MOST = BLOCK_RECORDS };

static uint64_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 24;
}

/* Lists of all lengths and densities, one after the other. */
struct lists {
    corpus_posting posting[MOST + FRAME];
    uint32_t begin[MOST + 1], n;
};

static void make_lists(struct lists *l, uint64_t seed)
{
    uint32_t n = 0;

    for (l->n = 0; n < MOST; l->n++) {
        uint64_t length = 1 + draw(&seed) % (1u << draw(&seed) % 11);
        uint64_t gap = 1 + draw(&seed) % (DOCUMENTS / length), doc = 0;
        uint64_t most = 1u << draw(&seed) % 12;

        l->begin[l->n] = n;
        doc = draw(&seed) % gap;
        for (uint64_t i = 0; i < length && n < MOST; i++) {
            l->posting[n++] =
                (corpus_posting){(uint32_t)doc, 1 + (uint32_t)(draw(&seed) % most)};
            doc += 1 + draw(&seed) % gap;
        }
    }
    l->begin[l->n] = n;
}

/* As chunks do: in pieces of any length. */
static void put_lists(struct posting_builder *b, const struct lists *l, uint32_t piece)
{
    assert_int_equal(posting_builder_open(b), CORPUS_OK);
    for (uint32_t i = 0; i < l->n; i++) {
        posting_builder_end_list(b);
        for (uint32_t at = l->begin[i], n; at < l->begin[i + 1]; at += n) {
            n = l->begin[i + 1] - at < piece ? l->begin[i + 1] - at : piece;
            posting_builder_add(b, l->posting + at, n);
        }
    }
}

static bool read_all(struct column column, uint64_t n_documents,
                     corpus_posting list[MOST + FRAME], uint32_t *total)
{
    struct posting_reader r;
    uint32_t n;

    posting_reader_open(&r, column, n_documents);
    for (*total = 0; *total < MOST; *total += n)
        if (!posting_reader_next(&r, list + *total, &n))
            return false;
    return posting_reader_ended(&r);
}

static void lists_come_back_whatever_the_pieces_they_came_in(void **state)
{
    static struct lists lists;
    static corpus_posting list[MOST + FRAME];
    static const uint32_t pieces[] = {1, 7, FRAME, 512, MOST};
    uint32_t n;

    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct posting_builder b = {.width = posting_width(2 * DOCUMENTS)};
        struct bytes first = {0};

        make_lists(&lists, seed);
        for (unsigned i = 0; i < sizeof pieces / sizeof *pieces; i++) {
            struct column column;

            put_lists(&b, &lists, pieces[i]);
            column = posting_builder_finish(&b);
            if (!i)
                bytes_add(&first, column.at, (size_t)(column.end - column.at));
            assert_int_equal(column.end - column.at, first.len);
            assert_memory_equal(column.at, first.data, first.len);
            assert_true(read_all(column, 2 * DOCUMENTS, list, &n));
            assert_int_equal(n, MOST);
            assert_memory_equal(list, lists.posting, MOST * sizeof *list);
        }
        bytes_free(&first);
        posting_builder_free(&b);
    }
}

static void the_largest_documents_and_counts_come_back(void **state)
{
    const corpus_posting all[] = {
        {0, 1}, {1, UINT32_MAX}, {2, 1}, {UINT32_MAX - 2, UINT32_MAX}, {UINT32_MAX - 1, 1}};
    struct posting_builder b = {.width = posting_width(UINT32_MAX)};
    struct column column;
    struct posting_reader r;
    corpus_posting frame[FRAME];
    uint32_t n;

    (void)state;
    assert_int_equal(posting_builder_open(&b), CORPUS_OK);
    posting_builder_add(&b, all, 5);
    column = posting_builder_finish(&b);
    posting_reader_open(&r, column, UINT32_MAX);
    assert_true(posting_reader_next(&r, frame, &n));
    assert_int_equal(n, 5);
    assert_memory_equal(frame, all, sizeof all);
    assert_true(posting_reader_ended(&r));
    posting_reader_open(&r, column, UINT32_MAX - 1);
    assert_false(posting_reader_next(&r, frame, &n));
    posting_builder_free(&b);
}

static void a_document_takes_the_bits_of_the_last_one(void **state)
{
    (void)state;
    assert_int_equal(posting_width(0), 0);
    assert_int_equal(posting_width(1), 0);
    assert_int_equal(posting_width(2), 1);
    assert_int_equal(posting_width(256), 8);
    assert_int_equal(posting_width(257), 9);
    assert_int_equal(posting_width(UINT32_MAX), 32);
}

/* Whatever a byte is changed to, what is read is in bounds and in order. */
static void damaged_bits_are_refused_or_read_in_order(void **state)
{
    static struct lists lists;
    static corpus_posting list[MOST + FRAME];
    struct posting_builder b = {.width = posting_width(2 * DOCUMENTS)};
    struct column column;
    uint64_t seed = 99;
    uint32_t n;

    (void)state;
    make_lists(&lists, 5);
    put_lists(&b, &lists, FRAME);
    column = posting_builder_finish(&b);
    for (unsigned i = 0; i < 3000; i++) {
        size_t len = (size_t)(column.end - column.at);
        uint8_t *byte = b.column.data + draw(&seed) % len, was = *byte;
        struct posting_reader r;
        uint32_t total = 0;

        *byte ^= (uint8_t)(1 + draw(&seed) % 255);
        posting_reader_open(&r, column, 2 * DOCUMENTS);
        while (total < MOST && posting_reader_next(&r, list, &n)) {
            assert_in_range(n, 1, FRAME);
            for (uint32_t k = 0; k < n; k++) {
                assert_true(list[k].doc < 2 * DOCUMENTS && list[k].count);
                assert_true(!k || list[k - 1].doc < list[k].doc);
            }
            total += n;
        }
        *byte = was;
    }
    column.end--;
    assert_false(read_all(column, 2 * DOCUMENTS, list, &n));
    posting_builder_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_come_back_whatever_the_pieces_they_came_in),
        cmocka_unit_test(the_largest_documents_and_counts_come_back),
        cmocka_unit_test(a_document_takes_the_bits_of_the_last_one),
        cmocka_unit_test(damaged_bits_are_refused_or_read_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

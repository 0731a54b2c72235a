/* Form -> type: exact for every length and every kind of key. */
#include "corpus/error.h"
#include "count/lexicon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Lower-cases ASCII, drops what begins with '#' (where it may), and counts its calls. */
static unsigned calls;
static char lowered[1 << 17];

static int normalise_ascii(void *user, const char *form, size_t len, const char **type,
                           size_t *type_len)
{
    (void)user;
    calls++;
    for (size_t i = 0; i < len; i++)
        lowered[i] = (char)(form[i] >= 'A' && form[i] <= 'Z' ? form[i] | 0x20 : form[i]);
    *type = lowered;
    *type_len = form[0] == '#' ? 0 : len;
    return CORPUS_OK;
}

static struct budget no_limit(void)
{
    return (struct budget){.limit = UINT64_MAX / 2};
}

/* One form, padded as the segmenter pads. */
static uint32_t look_up(struct lexicon *l, const char *form, size_t len)
{
    char *text = calloc(1, len + TEXT_PAD);
    struct span span = {0, (uint32_t)len};
    uint32_t id;

    memcpy(text, form, len);
    memset(text + len, 'Z', TEXT_PAD); /* what follows must make no difference */
    assert_int_equal(lexicon_look_up(l, text, &span, 1, &id), CORPUS_OK);
    free(text);
    return id;
}

static void forms_of_one_type_get_one_id(void **state)
{
    struct budget b = no_limit();
    struct lexicon *l;

    (void)state;
    for (int lower = 0; lower < 2; lower++) {
        assert_int_equal(lexicon_new(&l, &b, lower, normalise_ascii, NULL), CORPUS_OK);
        calls = 0;
        assert_int_equal(look_up(l, "The", 3), 0);
        assert_int_equal(look_up(l, "cat", 3), 1);
        assert_int_equal(look_up(l, "the", 3), 0);
        assert_int_equal(look_up(l, "THE", 3), 0);
        assert_int_equal(look_up(l, "The", 3), 0);
        assert_int_equal(calls, lower ? 0 : 4);
        lexicon_free(l);
        assert_int_equal(b.used, 0);
    }
}

/* The lengths about the ends of the inline key; prefixes; zero bytes that padding must
 * not swallow; bytes over 127. */
static void every_length_is_told_apart(void **state)
{
    struct budget b = no_limit();
    struct lexicon *l;
    char form[300];
    uint32_t id[5][300];

    (void)state;
    assert_int_equal(lexicon_new(&l, &b, true, normalise_ascii, NULL), CORPUS_OK);
    for (int round = 0; round < 2; round++)
        for (unsigned kind = 0; kind < 5; kind++) {
            static const char fill[] = {'a', 0, '\xff', '@', '['};

            memset(form, fill[kind], sizeof form);
            for (size_t len = 1; len < sizeof form; len++) {
                uint32_t got = look_up(l, form, len);

                if (round)
                    assert_int_equal(got, id[kind][len]);
                else
                    id[kind][len] = got;
                assert_int_equal(id[kind][len], kind * 299 + len - 1);
            }
        }
    lexicon_free(l);
}

/* Capitals of every form of up to 17 bytes, with and without bytes over 127: lower-casing
 * in registers gives what normalising alone gives. */
static void lower_case_in_registers_changes_no_type(void **state)
{
    struct budget b = no_limit();
    struct lexicon *fast, *plain;
    uint64_t seed = 1;

    (void)state;
    assert_int_equal(lexicon_new(&fast, &b, true, normalise_ascii, NULL), CORPUS_OK);
    assert_int_equal(lexicon_new(&plain, &b, false, normalise_ascii, NULL), CORPUS_OK);
    for (int i = 0; i < 20000; i++) {
        static const char alphabet[] = "AZaz@[`{09\xc3\x84";
        char form[17];
        size_t len;

        seed = seed * 6364136223846793005u + 1442695040888963407u;
        len = 1 + (seed >> 33) % 17;
        for (size_t k = 0; k < len; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            form[k] = alphabet[(seed >> 33) % (i % 2 ? 12 : 10)];
        }
        assert_int_equal(look_up(fast, form, len), look_up(plain, form, len));
    }
    lexicon_free(fast);
    lexicon_free(plain);
}

/* Many forms in long batches, so that the table grows many times, against their numbers.
 */
static void growth_keeps_every_form(void **state)
{
    enum { FORMS = 60000, WIDTH = 40 };
    struct budget b = no_limit();
    struct lexicon *l;
    char *text = calloc(FORMS, WIDTH);
    struct span *spans = calloc(FORMS, sizeof *spans);
    uint32_t *ids = calloc(FORMS, sizeof *ids), n_dropped;
    size_t used = 0;

    (void)state;
    for (unsigned i = 0; i < FORMS; i++) {
        static const char *const shapes[] = {"%u", "common-pre-%u",
                                             "a-much-longer-word-%u"};
        int len = snprintf(text + used, WIDTH, shapes[i % 3], i);

        spans[i] = (struct span){(uint32_t)used, (uint32_t)used + (uint32_t)len};
        used += (size_t)len;
    }
    assert_int_equal(lexicon_new(&l, &b, false, normalise_ascii, NULL), CORPUS_OK);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(lexicon_look_up(l, text, spans, FORMS, ids), CORPUS_OK);
        for (unsigned i = 0; i < FORMS; i++)
            assert_int_equal(ids[i], i);
    }
    assert_int_equal(lexicon_types(l, &n_dropped)->n, FORMS);
    lexicon_free(l);
    free(text);
    free(spans);
    free(ids);
    assert_int_equal(b.used, 0);
}

static void boundaries_and_dropped_types_are_holes(void **state)
{
    struct budget b = no_limit();
    struct lexicon *l;
    char text[16 + TEXT_PAD] = "the #x cat THE";
    struct span spans[] = {{0, 3}, {4, 6}, {7, 10}, {0, 0}, {11, 14}};
    uint32_t ids[5], n_dropped;

    (void)state;
    assert_int_equal(lexicon_new(&l, &b, false, normalise_ascii, NULL), CORPUS_OK);
    assert_int_equal(lexicon_drop(l, "the", 3), CORPUS_OK);
    assert_int_equal(lexicon_drop(l, "never-seen", 10), CORPUS_OK);
    assert_int_equal(lexicon_look_up(l, text, spans, 5, ids), CORPUS_OK);
    assert_int_equal(ids[0], HOLE);
    assert_int_equal(ids[1], HOLE);
    assert_int_equal(ids[2], 0);
    assert_int_equal(ids[3], HOLE);
    assert_int_equal(ids[4], HOLE);
    assert_int_equal(lexicon_types(l, &n_dropped)->n, 3);
    assert_int_equal(n_dropped, 2);
    lexicon_free(l);
}

static void the_budget_holds(void **state)
{
    struct budget b = {.limit = 1 << 20};
    struct lexicon *l;
    char form[32 + TEXT_PAD] = "";
    int err = CORPUS_OK;

    (void)state;
    assert_int_equal(lexicon_new(&l, &b, false, normalise_ascii, NULL), CORPUS_OK);
    for (unsigned i = 0; i < 100000 && !err; i++) {
        struct span span = {0, (uint32_t)snprintf(form, 32, "%u", i)};
        uint32_t id;

        err = lexicon_look_up(l, form, &span, 1, &id);
    }
    assert_int_equal(err, CORPUS_EBUDGET);
    assert_true(b.wanted > b.limit);
    lexicon_free(l);
    assert_int_equal(b.used, 0);
}

static void types_sort_by_bytes_shorter_first(void **state)
{
    static const char *const words[] = {
        "b", "\xc3\xa9", "ab", "a", "abcdefgh", "abcdefg", "abcdefghi", "abcdefgha", "B"};
    static const char *const sorted[] = {
        "B", "a", "ab", "abcdefg", "abcdefgh", "abcdefgha", "abcdefghi", "b", "\xc3\xa9"};
    struct budget b = no_limit();
    struct string_set s = {.budget = &b};
    uint32_t order[9], id;
    size_t len;

    (void)state;
    for (uint32_t i = 0; i < 9; i++) {
        assert_int_equal(string_set_add(&s, words[i], strlen(words[i]), &id), CORPUS_OK);
        assert_int_equal(id, i);
    }
    assert_int_equal(string_set_sort(&s, order), CORPUS_OK);
    for (uint32_t i = 0; i < 9; i++)
        assert_string_equal(string_set_get(&s, order[i], &len), sorted[i]);
    string_set_free(&s);
    assert_int_equal(b.used, 0);
}

/* Both have types that the other has not; one lexicon is made larger by the other. */
static void uniting_gives_what_adding_one_by_one_gives(void **state)
{
    struct budget b = no_limit();
    uint32_t *map = calloc(20000, sizeof *map), id;

    (void)state;
    for (uint32_t n = 0; n <= 20000; n = n * 5 + 3) {
        struct lexicon *l, *other;
        char type[16];

        assert_int_equal(lexicon_new(&l, &b, false, normalise_ascii, NULL), CORPUS_OK);
        assert_int_equal(lexicon_new(&other, &b, false, normalise_ascii, NULL), CORPUS_OK);
        assert_int_equal(lexicon_drop(l, "the", 3), CORPUS_OK);
        assert_int_equal(lexicon_drop(other, "the", 3), CORPUS_OK);
        for (uint32_t i = 0; i < n; i++) {
            int len = snprintf(type, sizeof type, "%u", i * 2);

            assert_int_equal(lexicon_add_type(l, type, (size_t)len, &id), CORPUS_OK);
            len = snprintf(type, sizeof type, "%u", i * 3);
            assert_int_equal(lexicon_add_type(other, type, (size_t)len, &id), CORPUS_OK);
        }
        assert_int_equal(lexicon_unite(l, other, map), CORPUS_OK);
        for (uint32_t i = 0; i < n; i++) {
            int len = snprintf(type, sizeof type, "%u", i * 3);

            assert_int_equal(lexicon_add_type(l, type, (size_t)len, &id), CORPUS_OK);
            assert_int_equal(id, map[i]);
            if (i % 2 == 0 && i * 3 / 2 < n)
                assert_int_equal(id, i * 3 / 2);
        }
        lexicon_free(l);
        lexicon_free(other);
    }
    free(map);
    assert_int_equal(b.used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_of_one_type_get_one_id),
        cmocka_unit_test(every_length_is_told_apart),
        cmocka_unit_test(lower_case_in_registers_changes_no_type),
        cmocka_unit_test(growth_keeps_every_form),
        cmocka_unit_test(boundaries_and_dropped_types_are_holes),
        cmocka_unit_test(the_budget_holds),
        cmocka_unit_test(types_sort_by_bytes_shorter_first),
        cmocka_unit_test(uniting_gives_what_adding_one_by_one_gives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "text/utf8.h"
#include "text/utf8_masks.h"
#include "corpus/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_repaired(const char *text, size_t len, const char *want,
                            unsigned count)
{
    struct utf8_check check;
    struct bytes out = {0};

    utf8_check(text, len, &check);
    assert_int_equal(check.malformed, count);
    assert_int_equal(utf8_repair(&out, text, len), CORPUS_OK);
    assert_int_equal(out.len, strlen(want));
    assert_memory_equal(out.data, want, out.len);
    bytes_free(&out);
}

#define REPAIRED(text, want, count) assert_repaired(text, sizeof text - 1, want, count)
#define R "\xef\xbf\xbd"

/* Unicode 15, tables 3-8 to 3-11. */
static void maximal_subparts_are_replaced_one_by_one(void **state)
{
    (void)state;
    REPAIRED("a\xf1\x80\x80\xe1\x80\xc2"
             "b\x80"
             "c\x80\xbf"
             "d",
             "a" R R R "b" R "c" R R "d", 6);
    REPAIRED("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82" "A", R R R R R R R R "A", 8);
    REPAIRED("\xed\xa0\x80\xed\xbf\xbf\xed\xaf" "A", R R R R R R R R "A", 8);
    REPAIRED("\xf4\x91\x92\x93\xff" "A\x80\xbf" "B", R R R R R "A" R R "B", 7);
    REPAIRED("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf" "A", R R R R "A", 4);
}

static void a_sequence_cut_by_the_end_is_one_subpart(void **state)
{
    (void)state;
    REPAIRED("x\xf0\x9f\x98", "x" R, 1);
    REPAIRED("x\xe2\x80", "x" R, 1);
    REPAIRED("x\xd0", "x" R, 1);
    REPAIRED("", "", 0);
}

static void every_scalar_value_survives_a_round_trip(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        char text[4];
        uint32_t back;
        unsigned len;

        if (c >= 0xd800 && c < 0xe000)
            continue;
        len = utf8_encode(c, text);
        assert_int_equal(utf8_decode(text, 0, len, &back), len);
        assert_int_equal(back, c);
        assert_int_equal(utf8_back(text, 0, len), 0);
    }
}

/* The check has an ASCII stride and short cuts; the repair goes by utf8_sequence alone.
 */
static void check_counts_what_repair_replaces(void **state)
{
    static const char *const pieces[] = {"\xed\x9f\xbf",
                                         "\xf4\x8f\xbf\xbf",
                                         "\xe0\xa0\x80",
                                         "\xf0\x90\x80\x80",
                                         "\xc2\x80",
                                         "\xdf\xbf",
                                         "a",
                                         "0123456789abcdef",
                                         "\xc3\xa9",
                                         "\xe2\x82\xac",
                                         "\xf0\x9f\x98\x80",
                                         "",
                                         "\xf4\x90\x80\x80",
                                         "\xe0\x9f\xbf",
                                         "\xf0\x8f\xbf\xbf",
                                         "\xc1\x80",
                                         "\xf5\x80",
                                         "\xe2\x82",
                                         "\xf0\x9f",
                                         "\x80",
                                         "\xff",
                                         "\xed\xa0\x80",
                                         "\xe0\xa4\x85"};
    unsigned seed = 7;

    (void)state;
    for (int round = 0; round < 50000; round++) {
        char text[256];
        size_t len = 0, nul = 0, bad = 0;
        struct utf8_check check;

        while (len < (size_t)(round % 240)) {
            seed = seed * 1103515245 + 12345;
            const char *piece = pieces[(seed >> 16) % (round % 3 ? 11 : 23)];
            size_t n = *piece ? strlen(piece) : 1;
            memcpy(text + len, piece, n);
            len += n;
        }
        for (size_t at = 0; at < len;) {
            bool valid;
            nul += !text[at];
            at += utf8_sequence(text, at, len, &valid);
            bad += !valid;
        }
        utf8_check(text, len, &check);
        assert_int_equal(check.malformed, bad);
        assert_int_equal(check.nul, nul);
    }
}

static void first_malformed_byte_is_reported(void **state)
{
    char text[100];
    struct utf8_check check;

    (void)state;
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'x', sizeof text);
        text[at] = '\x80';
        text[99] = '\x80';
        utf8_check(text, sizeof text, &check);
        assert_int_equal(check.first, at);
    }
}

static void going_back_ends_where_going_forward_began(void **state)
{
    const char text[] = "a\xf1\x80\x80\xe1\x80\xc2"
                        "b\x80"
                        "c\xe2\x82\xac\xf0\x9f\x98\x80\x80\xed\xa0\x80z";
    size_t starts[64], n = 0;

    (void)state;
    for (size_t at = 0; at < sizeof text - 1;) {
        bool valid;
        starts[n++] = at;
        at += utf8_sequence(text, at, sizeof text - 1, &valid);
    }
    for (size_t at = sizeof text - 1; at > 0;) {
        at = utf8_back(text, 0, at);
        assert_int_equal(at, starts[--n]);
    }
    assert_int_equal(n, 0);
}

/* How many of 64 bytes are whole code points; 0 if one is malformed, or NUL. */
static size_t whole_of(const char *text)
{
    size_t at = 0;

    while (at < 64) {
        uint8_t lead = (uint8_t)text[at];
        bool valid;
        unsigned len = utf8_sequence(text, at, 64, &valid);

        if (!valid && at + len == 64 && lead >= 0xc2 && lead <= 0xf4)
            return at; /* cut by the end */
        if (!valid || !lead)
            return 0;
        at += len;
    }
    return 64;
}

static void masks_tell_what_the_rules_tell_of_each_byte(void **state)
{
    utf8_run *runs[] = {utf8_run_baseline, utf8_run_best()};
    uint64_t seed = 5;
    unsigned known = 0;

    (void)state;
    for (unsigned round = 0; round < 200000; round++) {
        const uint8_t *p;
        char text[64 + 4];
        size_t n = 0;

        while (n < 64) {
            static const uint32_t below[] = {0x80, 0x80, 0x800, 0x10000, 0x110000};
            uint32_t c;

            seed = seed * 6364136223846793005u + 1442695040888963407u;
            c = 1 + (uint32_t)(seed >> 40) % (below[(seed >> 33) % 5] - 1);
            n += utf8_encode(c >= 0xd800 && c < 0xe000 ? 'x' : c, text + n);
        }
        if (round % 2) /* one byte is any byte */
            text[seed >> 20 & 63] = (char)(seed >> 50);
        p = (const uint8_t *)text;
        for (unsigned i = 0; i < 2; i++) {
            size_t got = (size_t)(runs[i](p, p + 64) - p);

            /* without SSE2 there are no masks: all is left to the rules */
            assert_true(got == whole_of(text) || (!got && !known));
            known += got > 0;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maximal_subparts_are_replaced_one_by_one),
        cmocka_unit_test(a_sequence_cut_by_the_end_is_one_subpart),
        cmocka_unit_test(every_scalar_value_survives_a_round_trip),
        cmocka_unit_test(check_counts_what_repair_replaces),
        cmocka_unit_test(first_malformed_byte_is_reported),
        cmocka_unit_test(masks_tell_what_the_rules_tell_of_each_byte),
        cmocka_unit_test(going_back_ends_where_going_forward_began),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

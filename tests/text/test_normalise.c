#include "text/normalise.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct normaliser *normaliser(const char *list)
{
    corpus_token_options o;
    struct normaliser *n;
    char copy[256], *save;

    corpus_token_options_default(&o);
    strcpy(copy, list);
    for (char *word = strtok_r(copy, " ", &save); word;
         word = strtok_r(NULL, " ", &save)) {
        char *value = strchr(word, '=');
        *value++ = '\0';
        assert_int_equal(corpus_token_options_set(&o, word, value), CORPUS_OK);
    }
    assert_int_equal(normaliser_new(&n, &o), CORPUS_OK);
    return n;
}

static void assert_type(const char *list, const char *form, const char *want)
{
    struct normaliser *n = normaliser(list);
    const char *type;
    char got[256];
    size_t len;

    assert_int_equal(normalise(n, form, strlen(form), &type, &len), CORPUS_OK);
    memcpy(got, type, len);
    got[len] = '\0';
    assert_string_equal(got, want);
    normaliser_free(n);
}

static void typographic_apostrophes_are_no_vocabulary(void **state)
{
    static const char *const forms[] = {"Syria's",      "Syria\u2019s", "Syria\u2018s",
                                        "Syria\u02bcs", "Syria\uff07s", "Syria\u201bs",
                                        "Syria\u2032s", "Syria\u00b4s", "Syria\u055as"};

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_type("", forms[i], "syria's");
    assert_type("quotes=keep", "Syria\u2019s", "syria\u2019s");
    assert_type("", "Hawai\u02bbi", "hawai'i");
}

static void case_is_lowered_folded_or_kept(void **state)
{
    (void)state;
    assert_type("", "STRASSE", "strasse");
    assert_type("", "Straße", "straße");
    assert_type("case=fold", "Straße", "strasse");
    assert_type("case=keep", "Straße", "Straße");
    assert_type("", "МОСКВА", "москва");
    assert_type("", "İstanbul", "i\u0307stanbul");
    assert_type("normalize=none", "İ", "i\u0307");
    assert_type("", "Ⱥ", "ⱥ");
    assert_type("case=fold quotes=keep", "ŉ", "\u02bcn");
}

static void a_final_sigma_is_one(void **state)
{
    (void)state;
    assert_type("", "ΟΔΟΣ", "οδος");
    assert_type("", "ΣΟΦΟΣ\u2019", "σοφος'");
    assert_type("", "Σ", "σ");
    assert_type("", "ΟΣ\u0301Ο", "οσ\u0301ο");
    assert_type("", "Ο.Σ", "ο.ς");
    assert_type("quotes=keep", "Σ\u2019Σ", "σ\u2019ς");
    assert_type("", "ⒶΣ Σ中", "ⓐς σ中");
    assert_type("", "אΣ \u02b0Σ ΟΣא", "אσ \u02b0σ οςא");
    assert_type("case=fold", "οδος", "οδοσ");
}

static void normal_forms(void **state)
{
    (void)state;
    assert_type("", "cafe\u0301", "café");
    assert_type("normalize=none", "cafe\u0301", "cafe\u0301");
    assert_type("", "ﬁne", "ﬁne");
    assert_type("normalize=nfkc", "ﬁne", "fine");
    assert_type("normalize=nfkc", "２０００", "2000");
    assert_type("", "한국", "한국");
    assert_type("", "\u212b", "å");
}

static void diacritics_go_but_what_spells_stays(void **state)
{
    (void)state;
    assert_type("diacritics=strip", "Café", "cafe");
    assert_type("diacritics=strip", "naïveté", "naivete");
    assert_type("diacritics=strip", "Nguyễn", "nguyen");
    assert_type("diacritics=strip", "كِتَاب", "كتاب");
    assert_type("diacritics=strip", "שָׁלוֹם", "שלום");
    assert_type("diacritics=strip", "हिन्दी", "हिन्दी");
    assert_type("diacritics=strip", "ที่นี่", "ที่นี่");
    assert_type("diacritics=strip", "がっこう", "がっこう");
    assert_type("diacritics=strip normalize=none", "Café", "cafe");
}

static void numbers_are_kept_dropped_or_masked(void **state)
{
    (void)state;
    assert_type("", "1,000.5", "1,000.5");
    assert_type("numbers=drop", "1,000.5", "");
    assert_type("numbers=drop", "٣٫٥", "");
    assert_type("numbers=drop", "3rd", "3rd");
    assert_type("numbers=drop", "-", "-");
    assert_type("numbers=mask", "B-52", "b-00");
    assert_type("numbers=mask", "٣٥", "00");
}

static void stems_are_made_last(void **state)
{
    struct normaliser *n;
    corpus_token_options o;

    (void)state;
    assert_type("stem=english", "RUNNING", "run");
    assert_type("stem=german", "Häuser", "haus");
    assert_type("stem=english", "http://x.org/running", "http://x.org/running");
    corpus_token_options_default(&o);
    o.stem = "klingon";
    assert_int_equal(normaliser_new(&n, &o), CORPUS_EINVAL);
    assert_null(n);
}

static void malformed_bytes_are_repaired(void **state)
{
    (void)state;
    assert_type("", "A\xff" "B\xe2\x82", "a\ufffdb\ufffd");
}

static void ascii_short_cut_is_announced(void **state)
{
    static const struct { const char *list; enum normaliser_ascii want;
    } cases[] = {{"", ASCII_LOWERED},           {"case=fold", ASCII_LOWERED},
                 {"case=keep", ASCII_KEPT},     {"stem=english", ASCII_OTHER},
                 {"numbers=drop", ASCII_OTHER}, {"numbers=mask", ASCII_OTHER}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct normaliser *n = normaliser(cases[i].list);
        assert_int_equal(normaliser_ascii(n), cases[i].want);
        normaliser_free(n);
    }
}

/* Every code point by itself, and between letters, under all that can be combined. */
static void a_type_is_its_own_type(void **state)
{
    static const char *const lists[] = {"",
                                        "case=fold",
                                        "normalize=nfkc",
                                        "normalize=nfkc case=fold",
                                        "diacritics=strip",
                                        "diacritics=strip case=fold normalize=nfkc",
                                        "normalize=none",
                                        "normalize=none case=fold",
                                        "numbers=mask normalize=nfkc",
                                        "case=keep quotes=keep",
                                        "numbers=drop"};

    (void)state;
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        struct normaliser *n = normaliser(lists[k]);

        for (uint32_t c = 1; c < 0x110000; c++) {
            char form[8] = "Xa", once[512];
            const char *type;
            size_t len, again;
            unsigned at = c & 1 ? 2 : 0, form_len;

            if ((c >= 0xd800 && c < 0xe000) || (c >= 0x30000 && c < 0xe0000) ||
                c > 0xe1000)
                continue;
            form_len = at + utf8_encode(c, form + at);
            assert_int_equal(normalise(n, form, form_len, &type, &len), CORPUS_OK);
            memcpy(once, type, len);
            assert_int_equal(normalise(n, once, len, &type, &again), CORPUS_OK);
            if (len != again || memcmp(once, type, len))
                fail_msg("%s: U+%04X: %.*s, then %.*s", lists[k], c, (int)len, once,
                         (int)again, type);
        }
        normaliser_free(n);
    }
}

static size_t parse_codes(const char *field, char *out)
{
    size_t n = 0;
    char *end;

    for (;;) {
        unsigned long c = strtoul(field, &end, 16);

        if (end == field)
            return n;
        n += utf8_encode((uint32_t)c, out + n);
        field = end;
    }
}

static void assert_normal_form(struct normaliser *n, const char *form, const char *want)
{
    char a[512], b[512];
    size_t form_len = parse_codes(form, a), want_len = parse_codes(want, b), len;
    const char *type;

    assert_int_equal(normalise(n, a, form_len, &type, &len), CORPUS_OK);
    if (len != want_len || memcmp(type, b, len))
        fail_msg("%s does not become %s", form, want);
}

static void all_of_normalization_test_passes(void **state)
{
    static const char path[] = "/usr/share/unicode/NormalizationTest.txt.bz2";
    struct normaliser *nfc = normaliser("case=keep quotes=keep");
    struct normaliser *nfkc = normaliser("case=keep quotes=keep normalize=nfkc");
    char line[4096], command[128];
    FILE *f = fopen(path, "r");
    int cases = 0;

    (void)state;
    if (f) {
        fclose(f);
        snprintf(command, sizeof command, "bunzip2 -c %s 2>/dev/null", path);
        f = popen(command, "r");
    }
    while (f && fgets(line, sizeof line, f)) {
        char *field[5], *save;

        if (!strchr("0123456789ABCDEF", *line))
            continue;
        for (int i = 0; i < 5; i++)
            field[i] = strtok_r(i ? NULL : line, ";", &save);
        for (int i = 0; i < 5; i++) {
            assert_normal_form(nfc, field[i], field[i < 3 ? 1 : 3]);
            assert_normal_form(nfkc, field[i], field[3]);
        }
        cases++;
    }
    if (f)
        pclose(f);
    normaliser_free(nfc);
    normaliser_free(nfkc);
    if (!cases) {
        print_message("skipped: install unicode-data and bzip2 (make deps)\n");
        skip();
    }
    assert_int_equal(cases, 19074);
}

/* Marks of alternating classes: insertion would swap 10^9 times here. */
static void long_runs_of_marks_take_linear_time(void **state)
{
    struct normaliser *n = normaliser("");
    size_t len = 120001, got;
    char *form = malloc(len);
    const char *type;

    (void)state;
    form[0] = 'a';
    for (size_t i = 1; i < len; i += 4) {
        memcpy(form + i, i / 4 % 2 ? "\xcc\xb4" : "\xcc\x96", 2);
        memcpy(form + i + 2, "\xcc\x81", 2);
    }
    for (int round = 0; round < 20; round++)
        assert_int_equal(normalise(n, form, len, &type, &got), CORPUS_OK);
    assert_memory_equal(type, "\xc3\xa1\xcc\xb4\xcc\xb4", 6);
    free(form);
    normaliser_free(n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typographic_apostrophes_are_no_vocabulary),
        cmocka_unit_test(case_is_lowered_folded_or_kept),
        cmocka_unit_test(a_final_sigma_is_one),
        cmocka_unit_test(normal_forms),
        cmocka_unit_test(diacritics_go_but_what_spells_stays),
        cmocka_unit_test(numbers_are_kept_dropped_or_masked),
        cmocka_unit_test(stems_are_made_last),
        cmocka_unit_test(malformed_bytes_are_repaired),
        cmocka_unit_test(ascii_short_cut_is_announced),
        cmocka_unit_test(a_type_is_its_own_type),
        cmocka_unit_test(all_of_normalization_test_passes),
        cmocka_unit_test(long_runs_of_marks_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

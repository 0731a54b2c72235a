#include "text/special.h"
#include "text/ascii.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Mark what is found in `text` with ‹...› written as <...>, and compare. */
static void assert_found(const char *text, const char *want)
{
    char padded[1024] = {0}, got[2048];
    size_t len = strlen(text), at = 0, n = 0;

    memcpy(padded, text, len);
    while (at < len) {
        struct special s = special_next(padded, at, len);

        n += (size_t)sprintf(got + n, "%.*s", (int)(s.start - at), padded + at);
        if (s.start < len)
            n += (size_t)sprintf(got + n, "{%.*s}", (int)(s.end - s.start),
                                 padded + s.start);
        at = s.end;
    }
    got[n] = '\0';
    assert_string_equal(got, want);
}

static void urls_stay_whole_without_the_sentence_around_them(void **state)
{
    (void)state;
    assert_found("see http://example.com/a-b?c=d&e#f.",
                 "see {http://example.com/a-b?c=d&e#f}.");
    assert_found("(HTTPS://x.org/y)", "({HTTPS://x.org/y})");
    assert_found("http://en.wikipedia.org/wiki/C_(language), yes",
                 "{http://en.wikipedia.org/wiki/C_(language)}, yes");
    assert_found("[http://x.org label] <ftp://y.org>",
                 "[{http://x.org} label] <{ftp://y.org}>");
    assert_found("'http://x.org'!", "'{http://x.org}'!");
    assert_found("www.example.com, WWW.X.ORG; awww.no www. wwww.no",
                 "{www.example.com}, {WWW.X.ORG}; awww.no www. wwww.no");
    assert_found("a://b c:// ://d x:/y file:///etc",
                 "{a://b} c:// ://d x:/y {file:///etc}");
    assert_found("http://[::1]:80/", "{http://[::1]:80/}");
    assert_found("http://..", "http://..");
}

static void urls_end_where_a_script_without_spaces_begins(void **state)
{
    (void)state;
    assert_found("http://x.cn/a\xe7\x9c\x8b", "{http://x.cn/a}\xe7\x9c\x8b");
    assert_found("\xe7\x9c\x8bhttp://x.cn\xe3\x80\x82",
                 "\xe7\x9c\x8b{http://x.cn}\xe3\x80\x82");
    assert_found("http://ru.org/\xd0\xbc\xd0\xb8\xd1\x80 x",
                 "{http://ru.org/\xd0\xbc\xd0\xb8\xd1\x80} x");
}

static void addresses_stay_whole(void **state)
{
    (void)state;
    assert_found("john.doe+tag@mail.example.com.", "{john.doe+tag@mail.example.com}.");
    assert_found("mailto:a_b@x-y.org?", "{mailto:a_b@x-y.org}?");
    assert_found("Contact:jo@x.org", "Contact:{jo@x.org}");
    assert_found("a@b 5@10.5 x@y.1 a@b..c", "a@b 5@10.5 x@y.1 a@b..c");
    assert_found("-a-@x.org- ", "-{a-@x.org}- ");
    assert_found("\xd0\xbc\xd0\xb8\xd1\x80@\xd0\xbf.\xd1\x80\xd1\x84",
                 "{\xd0\xbc\xd0\xb8\xd1\x80@\xd0\xbf.\xd1\x80\xd1\x84}");
}

static void local_part_has_at_most_64_bytes(void **state)
{
    char text[100], want[110];

    (void)state;
    for (int n = 63; n < 67; n++) {
        memset(text, 'a', 100);
        strcpy(text + n, "@x.org");
        if (n <= 64)
            sprintf(want, "{%s}", text);
        else
            strcpy(want, text);
        assert_found(text, want);
    }
}

static void hashtags_of_any_script_stay_whole(void **state)
{
    (void)state;
    assert_found("#MeToo, #2020vision #1 C#sharp &#39; &#x27;",
                 "{#MeToo}, {#2020vision} #1 C#sharp &#39; &#x27;");
    assert_found("#\xd9\x81\xd9\x84\xd8\xb3\xd8\xb7\xd9\x8a\xd9\x86_1!",
                 "{#\xd9\x81\xd9\x84\xd8\xb3\xd8\xb7\xd9\x8a\xd9\x86_1}!");
    assert_found("#\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\x82\xe0\xa4\xa6\xe0\xa5\x80",
                 "{#\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\x82\xe0\xa4\xa6\xe0\xa5\x80}");
    assert_found("\xef\xbc\x83\xe6\x97\xa5\xe6\x9c\xac \xef\xbc\x84",
                 "{\xef\xbc\x83\xe6\x97\xa5\xe6\x9c\xac} \xef\xbc\x84");
    assert_found("#a#b", "{#a}#b");
}

static void mentions_stay_whole(void **state)
{
    (void)state;
    assert_found("RT @user_1: hi @", "RT {@user_1}: hi @");
    assert_found("@me@social.example.org.", "{@me@social.example.org}.");
    assert_found("@10 a@b @_", "@10 a@b {@_}");
}

static void a_sign_is_found_at_any_place_of_a_stride(void **state)
{
    static const char *const signs[] = { "@a", "\uff03\u0430", "www.x", "a://b", "#a" };

    (void)state;
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
        for (size_t at = 0; at < 200; at++) {
            char text[300 + 64] = {0};
            struct special s;

            memset(text, ' ', 300);
            memcpy(text + at, signs[k], strlen(signs[k]));
            s = special_next(text, 0, 300);
            assert_int_equal(s.start, at);
            assert_int_equal(s.end, at + strlen(signs[k]));
        }
}

static void masks_are_the_same_with_and_without_simd(void **state)
{
    unsigned seed = 3;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[65];
        struct ascii_masks a, b;
        uint64_t bits;
        bool clean = true;

        for (int i = 0; i < 65; i++) {
            seed = seed * 1103515245 + 12345;
            text[i] =
                seed >> 30 ? (char)(seed >> 16) : "w@#:\xef\xbc\x83.,"[(seed >> 16) % 9];
        }
        ascii_masks(text, &a);
        ascii_masks_portable(text, &b);
        assert_memory_equal(&a, &b, sizeof a);
        bits = 0;
        ascii_seek_best()(text, 0, 64, &bits);
        assert_true(bits == ascii_triggers_portable(text));
        assert_true(ascii_triggers(text) == ascii_triggers_portable(text));
        for (int i = 0; i < 16; i++)
            clean &= (uint8_t)text[i] < 0x80 && text[i] != '_';
        assert_int_equal(ascii_16(text), clean);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_stay_whole_without_the_sentence_around_them),
        cmocka_unit_test(urls_end_where_a_script_without_spaces_begins),
        cmocka_unit_test(addresses_stay_whole),
        cmocka_unit_test(local_part_has_at_most_64_bytes),
        cmocka_unit_test(hashtags_of_any_script_stay_whole),
        cmocka_unit_test(mentions_stay_whole),
        cmocka_unit_test(a_sign_is_found_at_any_place_of_a_stride),
        cmocka_unit_test(masks_are_the_same_with_and_without_simd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

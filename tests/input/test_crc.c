/* Zlib's CRC-32, whatever the length, the start and the pieces. */
#include "input/crc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

enum { LEN = 5000 };

static uint8_t *noise(void)
{
    uint8_t *data = malloc(LEN);
    uint64_t seed = 9;

    assert_non_null(data);
    for (size_t i = 0; i < LEN; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        data[i] = (uint8_t)(seed >> 40);
    }
    return data;
}

static void it_is_that_of_zlib(void **state)
{
    uint8_t *data = noise();

    (void)state;
    assert_int_equal(crc_update(0, (const uint8_t *)"123456789", 9), 0xcbf43926);
    for (size_t len = 0; len < LEN; len += len < 700 ? 1 : 97)
        for (size_t from = 0; from < 3 && from + len <= LEN; from++)
            assert_int_equal(crc_update(0, data + from, len),
                             crc32_z(0, data + from, len));
    free(data);
}

static void pieces_make_no_difference(void **state)
{
    uint8_t *data = noise();
    uint32_t whole = crc_update(0, data, LEN);

    (void)state;
    for (size_t piece = 1; piece < LEN; piece = piece * 3 + 1) {
        uint32_t crc = 0;

        for (size_t at = 0; at < LEN; at += piece)
            crc = crc_update(crc, data + at, LEN - at < piece ? LEN - at : piece);
        assert_int_equal(crc, whole);
    }
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_that_of_zlib),
        cmocka_unit_test(pieces_make_no_difference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

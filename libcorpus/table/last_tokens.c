/* Sets of last tokens. */
#include "table/last_tokens.h"
#include "base/radix.h"

void last_put_set(struct bytes *column, struct bit_writer *bits, uint32_t n,
                  uint32_t codes[], uint32_t scratch[])
{
    radix_sort_numbers(n, codes, scratch);
    class_put(column, bits, 0);
    class_put(column, bits, codes[0]);
    for (uint32_t i = 1; i < n; i++)
        class_put(column, bits, codes[i] - codes[i - 1]);
}

uint32_t last_next_set(struct class_reader *r, uint32_t most, uint32_t codes[])
{
    uint32_t v, n = 1;

    if (!class_next(r, &v) || v || !class_next(r, &v))
        return 0;
    codes[0] = v;
    for (; n < most && class_more(r) && !class_is_0(r); n++) {
        uint32_t gap = class_get(r);

        if (v > UINT32_MAX - gap)
            return 0;
        codes[n] = v += gap;
    }
    return n;
}

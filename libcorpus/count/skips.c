/* Skip-grams: where their tokens stand. */
#include "count/skips.h"

uint32_t skip_tails(const struct text_body *t, const corpus_family *f,
                    const uint32_t at[], uint32_t n, unsigned bits, tail tails[])
{
    enum { AHEAD = 24 }; /* past the end of the type into the next one, too */
    unsigned offsets[CORPUS_ORDER_MAX], span;
    uint32_t kept = 0, doc = 0;

    skip_offsets(f, offsets);
    span = offsets[f->order - 1];
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t *id = t->ids + at[i];
        uint32_t next[CORPUS_ORDER_MAX] = {0};
        unsigned whole = 0;

        __builtin_prefetch(t->ids + at[i + AHEAD]);
        while (whole < span && id[whole + 1] != HOLE)
            whole++;
        if (whole < span)
            continue;
        for (unsigned k = 1; k < f->order; k++)
            next[k - 1] = id[offsets[k]];
        doc = document_of(t, at[i], doc);
        tails[kept++] = tail_pack(next, f->order - 1, bits) | doc;
    }
    return kept;
}

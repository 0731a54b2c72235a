/* A set of 32-bit numbers as bits. */
#include "table/id_set.h"
#include "base/mem.h"
#include "corpus/error.h"

#include <stdlib.h>
#include <string.h>

static int reach(struct id_set *s, size_t n_words)
{
    int err;

    if (n_words <= s->n_words)
        return CORPUS_OK;
    if ((err = mem_reserve(&s->bits, &s->cap, n_words, sizeof *s->bits)))
        return err;
    memset(s->bits + s->n_words, 0, (n_words - s->n_words) * sizeof *s->bits);
    s->n_words = n_words;
    return CORPUS_OK;
}

int id_set_add(struct id_set *s, uint32_t id)
{
    int err;

    if (!s->members)
        s->base = id >> 6;
    err = reach(s, (id >> 6) - s->base + 1ul);
    if (!err && s->members % ID_SET_SAMPLE == 0) {
        err = mem_reserve(&s->sample, &s->sample_cap, s->sampled + 1ul, sizeof *s->sample);
        if (!err)
            s->sample[s->sampled++] = id;
    }
    if (err)
        return err;
    s->bits[(id >> 6) - s->base] |= UINT64_C(1) << (id & 63);
    s->members++;
    return CORPUS_OK;
}

int id_set_index(struct id_set *s, uint32_t bound)
{
    uint32_t n = 0;
    size_t last = bound >> 6;
    int err = reach(s, last > s->base ? last - s->base + 1 : 1);

    if (err)
        return err;
    if (!(s->below = malloc((s->n_words / 8 + 1) * sizeof *s->below)))
        return CORPUS_ENOMEM;
    for (size_t w = 0; w < s->n_words; w++) {
        if (!(w & 7))
            s->below[w >> 3] = n;
        n += (uint32_t)__builtin_popcountll(s->bits[w]);
    }
    return CORPUS_OK;
}

void id_set_free(struct id_set *s)
{
    free(s->bits);
    free(s->below);
    free(s->sample);
    *s = (struct id_set){0};
}

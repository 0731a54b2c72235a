/* A set of 32-bit numbers as bits, with counts that make two questions quick: how many
 * members are below a number, and which is the k-th member.
 *
 * Where tables are united, the numbers that one of them gives its types or documents are
 * the members of such a set, in order: so a set is the map from its numbers to those of the
 * union, at a bit for each of the union instead of 32 for each of its own. */
#ifndef TABLE_ID_SET_H
#define TABLE_ID_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From one member on, so many others are found by going through the bits. With 64 of them
 * merging documents of three words each took five times as long. */
enum { ID_SET_SAMPLE = 8 };

struct id_set {
    uint64_t *bits;
    size_t base; /* words that are left out before the first member's */
    size_t n_words, cap;
    uint32_t *below;  /* members below each eighth word */
    uint32_t *sample; /* each ID_SET_SAMPLEth member */
    uint32_t members, sampled;
    size_t sample_cap;
};

/* Add a number above all that are in. CORPUS_OK or CORPUS_ENOMEM. */
int id_set_add(struct id_set *s, uint32_t id);

/* All are in: make ready for id_set_below(), for numbers up to `bound`. */
int id_set_index(struct id_set *s, uint32_t bound);

void id_set_free(struct id_set *s);

/* Bytes that a set of so many numbers below `bound` takes. */
static inline uint64_t id_set_bytes(uint64_t bound, uint64_t members)
{
    return bound / 8 + bound / 128 + members / ID_SET_SAMPLE * 4 + 64;
}

static inline bool id_set_has(const struct id_set *s, uint32_t id)
{
    size_t word = (id >> 6) - s->base;

    return word < s->n_words && s->bits[word] >> (id & 63) & 1;
}

/* Members below `id`. */
static inline uint32_t id_set_below(const struct id_set *s, uint32_t id)
{
    size_t word = (id >> 6) - s->base;
    uint32_t n;

    if (id >> 6 < s->base || !s->n_words)
        return 0;
    n = s->below[word >> 3];

    for (size_t w = word & ~(size_t)7; w < word; w++)
        n += (uint32_t)__builtin_popcountll(s->bits[w]);
    return n + (uint32_t)__builtin_popcountll(s->bits[word] &
                                              ((UINT64_C(1) << (id & 63)) - 1));
}

/* Member k, from 0; k < members. */
static inline uint32_t id_set_member(const struct id_set *s, uint32_t k)
{
    uint32_t from = s->sample[k / ID_SET_SAMPLE], left = k % ID_SET_SAMPLE;
    size_t w = (from >> 6) - s->base;
    uint64_t word = s->bits[w] >> (from & 63) << (from & 63);

    for (;; left--) {
        while (!word)
            word = s->bits[++w];
        if (!left)
            break;
        word &= word - 1;
    }
    return (uint32_t)((w + s->base) << 6) + (uint32_t)__builtin_ctzll(word);
}

#endif

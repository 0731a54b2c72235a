/* Numbers of all sizes, as the last tokens of n-grams are: each is a class, one byte, and
 * the bits that say which of its class it is.
 *
 * Small numbers are classes of their own; then four classes make an octave. Within one,
 * numbers are about as frequent as each other, so their bits are noise and are stored as
 * they are, and deflate is left with one symbol for each number: against the bytes of
 * LEB128, which mix high digits and low in one distribution, n-grams are 4 % smaller, and
 * a third fewer symbols pass through deflate. */
#ifndef TABLE_CLASSES_H
#define TABLE_CLASSES_H

#include "base/bits.h"
#include "table/block.h"

enum {
    CLASS_SMALL_LOG2 = 7,
    CLASS_OCTAVE_LOG2 = 2,
    CLASSES = (1 << CLASS_SMALL_LOG2) + ((32 - CLASS_SMALL_LOG2) << CLASS_OCTAVE_LOG2),
    CLASS_BITS_MAX = 32 - 1 - CLASS_OCTAVE_LOG2
};

/* The numbers base .. base + 2^bits - 1. */
struct class {
    uint32_t base, bits;
};

/* What is no class, which a damaged file may have, has the base UINT32_MAX. */
extern const struct class classes[256];

/* Append v. There is room for a byte in `column`, and for CLASS_BITS_MAX bits. Without a
 * branch: large and small numbers come in turn, and half of the guesses would be wrong. */
static inline void class_put(struct bytes *column, struct bit_writer *bits, uint32_t v)
{
    const uint32_t small = (1u << CLASS_SMALL_LOG2) - 1;
    unsigned above = (unsigned)__builtin_clz(small) - (unsigned)__builtin_clz(v | small);
    unsigned large = above > 0, n = above + large * (CLASS_SMALL_LOG2 - CLASS_OCTAVE_LOG2 - 1);
    uint32_t number = (v >> n) + (above << CLASS_OCTAVE_LOG2) +
                      large * (small + 1 - (2u << CLASS_OCTAVE_LOG2));

    column->data[column->len++] = (uint8_t)number;
    bits_put(bits, v & ((1u << n) - 1), n);
}

struct class_reader {
    const uint8_t *at; /* classes */
    struct bit_reader bits;
    const uint8_t *end, *bits_end; /* for those that ask */
};

/* From a column of classes and that of their bits. */
static inline struct class_reader class_reader(const struct column columns[2])
{
    return (struct class_reader){
        columns[0].at, {.at = columns[1].at}, columns[0].end, columns[1].end};
}

/* Is there another number, as far as the classes tell? */
static inline bool class_more(const struct class_reader *r)
{
    return r->at < r->end && r->bits.at <= r->bits_end;
}

/* Is the next number, where there is one, 0? */
static inline bool class_is_0(const struct class_reader *r)
{
    return !*r->at;
}

/* The next number, where there is one. */
static inline uint32_t class_get(struct class_reader *r)
{
    const struct class *c = classes + *r->at++;
    uint32_t more = (uint32_t)(bits_peek(&r->bits) & ((1u << c->bits) - 1));

    bits_skip(&r->bits, c->bits);
    return c->base + more;
}

/* The same, or false where there is none. */
static inline bool class_next(struct class_reader *r, uint32_t *v)
{
    if (!class_more(r))
        return false;
    *v = class_get(r);
    return true;
}

/* Pass it over; was it 0? */
static inline bool class_skip(struct class_reader *r)
{
    uint8_t number = *r->at++;

    bits_skip(&r->bits, classes[number].bits);
    return !number;
}

static inline bool class_ended(const struct class_reader *r)
{
    return r->at == r->end && bits_used_up(&r->bits, r->bits_end);
}

#endif

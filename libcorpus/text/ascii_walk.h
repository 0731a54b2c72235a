/* Words of ASCII text, 64 bytes at a time: the walk, for one instruction set.
 *
 * A mask of the bytes that make words gives all edges of words by one shift and one
 * exclusive or; the few marks that join words (don't, 3.5) are settled one by one and
 * added to the mask. Before a byte that is not ASCII (or _), the walk stops behind the
 * last byte that surely ended a word, and the general rules take over from there.
 *
 * Against the general path alone this gains a factor of five on English, and with
 * AVX-512 a factor of nine (tests/bench/segment.c).
 *
 * A file that includes this has defined ASCII_WALK, the name of the function it makes,
 *     ASCII_MASKS(text, &masks)        the masks of 64 bytes
 *     add_edges(edges, n, at, bits)    append at + i for each bit i, return the new n;
 *                                      64 elements behind n may be written */
#include "text/slab.h"

static inline uint64_t low_bits(size_t n)
{
    return n < 64 ? ((uint64_t)1 << n) - 1 : ~(uint64_t)0;
}

static inline bool is_letter(char c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26;
}

static inline bool is_digit(char c)
{
    return (uint8_t)(c - '0') < 10;
}

/* WB6, WB7, WB11, WB12 for each mark between word bytes: those that join. */
static inline uint64_t joining(const char *p, uint64_t marks, size_t left, bool hyphens)
{
    uint64_t joins = 0;

    for (; marks; marks &= marks - 1) {
        unsigned i = (unsigned)__builtin_ctzll(marks);
        char c = p[i], before = p[(long)i - 1], after = p[i + 1];

        if (i + 1 >= left)
            continue;
        if (is_letter(before) && is_letter(after)
                ? c == '.' || c == '\'' || c == ':' || (c == '-' && hyphens)
                : is_digit(before) && is_digit(after) && c != ':' && c != '-')
            joins |= marks & -marks;
    }
    return joins;
}

/* Boundaries in the block at `at`, up to `stop` bytes of it: bit i for one behind byte i.
 * `events` are the bytes that can make one. */
static uint64_t block_boundaries(struct slab *s, size_t at, uint64_t events, size_t stop)
{
    uint64_t found = 0;

    for (;;) {
        if (s->next != NO_BOUNDARY) {
            if (s->next > at + stop)
                return found;
            if (s->next > at)
                found |= (uint64_t)1 << (s->next - 1 - at);
            s->searched = s->next;
            s->next = NO_BOUNDARY;
        }
        if (s->searched > at)
            events &= ~low_bits(s->searched - at);
        if (!events)
            return found;
        size_t here = at + (size_t)__builtin_ctzll(events);
        size_t end = boundary_at(&s->boundaries, s->text, here, s->len);

        events &= events - 1;
        if (end)
            s->next = end;
    }
}

/* How much of the block lies before hard bytes: up to behind the last byte there that can
 * have no part in a word. */
static inline size_t sure_bytes(const struct ascii_masks *m, uint64_t in)
{
    uint64_t hard = m->hard & in, before = hard ? (hard & -hard) - 1 : in;
    uint64_t sure = before & ~(m->word | m->mid);

    return sure ? 64 - (size_t)__builtin_clzll(sure) : 0;
}

/* Inlined once for each kind of boundary: none pays for masks it does not use. */
static inline __attribute__((always_inline)) size_t
walk(struct slab *s, size_t at, size_t to, const enum corpus_boundary kind)
{
    uint64_t open = 0; /* 1: a word goes on into this block */
    size_t stop = 64;

    for (; at < to && stop == 64 && !s->err; at += stop) {
        const char *p = s->text + at;
        struct ascii_masks m;
        uint64_t in = low_bits(to - at), word, marks, edges, events, ends = 0;

        ASCII_MASKS(p, &m);
        if ((m.hard & in) || (to - at > 64 && ((uint8_t)p[64] >= 0x80 || p[64] == '_'))) {
            stop = sure_bytes(&m, in);
            if (!stop)
                break;
            in = low_bits(stop);
        }
        word = m.word & in;
        marks = m.mid & in & (word << 1 | open) & (word >> 1 | (uint64_t)1 << 63);
        if (marks)
            word |= joining(p, marks, to - at, s->join_hyphens) & in;
        edges = word ^ (word << 1 | open);

        events = kind == CORPUS_BOUNDARY_SENTENCE ? m.stop | m.line :
                 kind == CORPUS_BOUNDARY_PUNCT    ? m.mark | m.line :
                 kind == CORPUS_BOUNDARY_LINE     ? m.line : 0;
        if (kind != CORPUS_BOUNDARY_DOCUMENT && ((events & in) || s->next <= at + 64)) {
            if (s->next <= at && !open)
                slab_boundary(s, at);
            ends = block_boundaries(s, at, events & in, to - at < stop ? to - at : stop);
        }
        for (; ends; ends &= ends - 1) {
            uint64_t before = ends ^ (ends - 1);

            s->n = add_edges(s->edges, s->n, at, edges & before);
            edges &= ~before;
            if (!(s->n & 1))
                slab_boundary(s, at + (size_t)__builtin_ctzll(ends) + 1);
        }
        s->n = add_edges(s->edges, s->n, at, edges);
        open = word >> 63;
        if (s->n >= 2 * BATCH)
            slab_flush(s);
    }
    if (at > to)
        at = to;
    if (open && !stop)
        at = s->edges[--s->n]; /* the general rules see the whole word */
    else if (open)
        s->edges[s->n++] = (uint32_t)at;
    if (s->next == NO_BOUNDARY && s->searched < at)
        s->searched = at;
    return at;
}

size_t ASCII_WALK(struct slab *s, size_t at, size_t to)
{
    slab_search(s, at);
    switch (s->boundaries.kind) {
    case CORPUS_BOUNDARY_SENTENCE: return walk(s, at, to, CORPUS_BOUNDARY_SENTENCE);
    case CORPUS_BOUNDARY_PUNCT:    return walk(s, at, to, CORPUS_BOUNDARY_PUNCT);
    case CORPUS_BOUNDARY_LINE:     return walk(s, at, to, CORPUS_BOUNDARY_LINE);
    default:                       return walk(s, at, to, CORPUS_BOUNDARY_DOCUMENT);
    }
}

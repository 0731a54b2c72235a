/* Form -> type. */
#include "count/lexicon.h"
#include "base/hash.h"
#include "corpus/error.h"

#include <stdlib.h>

#if defined(__SSE2__) && !defined(CORPUS_NO_SIMD)
#include <emmintrin.h>
#endif

enum {
    KEY_MAX = 15, /* longest form that is its own key; the last byte tells the length + 1 */
    LONG_MARK = 0xff, /* ... or that the key is a hash */
    BATCH = 256,
    FIRST_SLOTS = 1 << 14
};

#define SLOT_LONG (UINT64_C(1) << 40) /* in b of a slot of a long form: it equals no key */

struct slot {
    uint64_t a, b; /* the key, see slot_b(); b is never 0 in a slot that is taken */
    uint32_t id;
    uint32_t form; /* of a long form: its number in l->forms */
};

struct long_form {
    uint64_t offset; /* in l->arena */
    uint32_t len;
};

struct lexicon {
    struct budget *budget;
    bool lower;
    lexicon_normalise *normalise;
    void *user;

    struct pages pages; /* the slots */
    struct slot *slots;
    uint64_t mask, n;

    struct bytes arena;
    struct long_form *forms;
    uint32_t n_forms;
    size_t forms_cap;

    struct string_set types;
    uint32_t n_dropped;
};

/* What is looked for. Where it equals a slot, that is the form's: long ones, and none, do
 * not equal any, so that nothing else needs to be asked. */
struct key {
    uint64_t a;
    const struct slot *slot; /* where it is looked for first; stands here since of two words
                                side by side compilers make a vector, and take it apart */
    uint64_t b;
};

/* ---- keys ------------------------------------------------------------------------- */

static inline uint64_t length_byte(uint64_t len)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return len << 56;
#else
    return len;
#endif
}

static const uint8_t ones[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                 255, 255, 255, 255, 255, 255, 255, 255};

#if defined(__SSE2__) && !defined(CORPUS_NO_SIMD)

/* The first len bytes, lower-cased if they are all ASCII: from 'A' up by 26 they become the
 * least signed bytes there are. */
static inline void cut_key(uint64_t ab[2], const char *form, size_t len, bool lower)
{
    __m128i x = _mm_loadu_si128((const __m128i *)(const void *)form);

    x = _mm_and_si128(x, _mm_loadu_si128((const __m128i *)(const void *)(ones + 16 - len)));
    if (lower && !_mm_movemask_epi8(x)) {
        __m128i from_a = _mm_add_epi8(x, _mm_set1_epi8((char)(0x80 - 'A')));
        __m128i upper = _mm_cmplt_epi8(from_a, _mm_set1_epi8(-0x80 + 26));

        x = _mm_or_si128(x, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
    }
    ab[0] = (uint64_t)_mm_cvtsi128_si64(x);
    ab[1] = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(x, x));
}

#else

#define EACH_BYTE(x) (0x0101010101010101u * (x))

/* Lower-case eight ASCII bytes: adding up to 0x80 shows in the top bit which of them are
 * at or above 'A' and which are above 'Z'; no byte carries into the next. */
static inline uint64_t lower_case(uint64_t x)
{
    uint64_t upper =
        (x + EACH_BYTE(0x80 - 'A')) & ~(x + EACH_BYTE(0x80 - '[')) & EACH_BYTE(0x80);

    return x | upper >> 2;
}

static inline void cut_key(uint64_t ab[2], const char *form, size_t len, bool lower)
{
    uint64_t cut[2];

    memcpy(ab, form, 16);
    memcpy(cut, ones + 16 - len, 16);
    ab[0] &= cut[0];
    ab[1] &= cut[1];
    if (lower && !((ab[0] | ab[1]) & EACH_BYTE(0x80))) {
        ab[0] = lower_case(ab[0]);
        ab[1] = lower_case(ab[1]);
    }
}

#endif

static __attribute__((noinline)) void long_key(const char *form, size_t len,
                                               uint64_t ab[2])
{
    ab[0] = hash_bytes(form, len);
    ab[1] = length_byte(LONG_MARK) ^ len << 8;
}

/* Reads 16 bytes whatever the length: they are there, and the mask cuts them. */
static inline __attribute__((always_inline)) void key_of(const char *form, size_t len,
                                                         bool lower, uint64_t ab[2])
{
    if (__builtin_expect(len > KEY_MAX, 0)) {
        long_key(form, len, ab);
        return;
    }
    cut_key(ab, form, len, lower);
    ab[1] += length_byte(len + 1);
}

/* A slot's b from that of its key. */
static inline uint64_t slot_b(uint64_t b)
{
    bool is_long = (b & length_byte(0xff)) == length_byte(LONG_MARK);

    return b ^ (is_long ? SLOT_LONG : 0);
}

/* Where a key is looked for first, in slots of this mask. No b makes its factor 0, and no
 * a that is text. */
static inline uint64_t home(uint64_t a, uint64_t b, uint64_t mask)
{
    return hash_fold(a ^ 0x9E3779B97F4A7C15u, b ^ 0xD1B54A32D192ED03u) & mask;
}

static bool same_long(const struct lexicon *l, const struct slot *s, const char *form,
                      size_t len)
{
    const struct long_form *f = l->forms + s->form;

    return f->len == len && !memcmp(l->arena.data + f->offset, form, len);
}

/* ---- new forms -------------------------------------------------------------------- */

static int grow(struct lexicon *l)
{
    struct pages pages = {0};
    uint64_t n_slots = l->slots ? (l->mask + 1) * 2 : FIRST_SLOTS;
    struct slot *slots;
    int err;

    if ((err = pages_grow(l->budget, &pages, n_slots * sizeof *slots)))
        return err;
    pages_touch(&pages);
    slots = pages.data;
    for (uint64_t i = 0; l->slots && i <= l->mask; i++) {
        struct slot *s = l->slots + i;
        uint64_t h;

        if (!s->b)
            continue;
        h = home(s->a, slot_b(s->b), n_slots - 1);
        while (slots[h].b)
            h = (h + 1) & (n_slots - 1);
        slots[h] = *s;
    }
    pages_free(l->budget, &l->pages);
    l->pages = pages;
    l->slots = slots;
    l->mask = n_slots - 1;
    return CORPUS_OK;
}

static int keep_long(struct lexicon *l, const char *form, size_t len, uint32_t *number)
{
    int err;

    if (l->n_forms == UINT32_MAX)
        return CORPUS_ENOMEM;
    if ((err = budget_reserve(l->budget, &l->forms, &l->forms_cap, l->n_forms + 1ul,
                              sizeof *l->forms)) ||
        (err = budget_reserve(l->budget, &l->arena.data, &l->arena.cap,
                              l->arena.len + len, 1)))
        return err;
    memcpy(l->arena.data + l->arena.len, form, len);
    l->forms[l->n_forms] = (struct long_form){l->arena.len, (uint32_t)len};
    l->arena.len += len;
    *number = l->n_forms++;
    return CORPUS_OK;
}

/* A short form of ASCII that came lower-cased is what normalising would make of it. */
static bool is_type(const struct lexicon *l, const struct key *k, size_t len)
{
    return l->lower && len <= KEY_MAX && !((k->a | k->b) & 0x8080808080808080u);
}

static int type_of(struct lexicon *l, const struct key *k, const char *form, size_t len,
                   uint32_t *id)
{
    const char *type = form;
    size_t type_len = len;
    uint32_t number;
    int err;

    *id = HOLE;
    if (!is_type(l, k, len) &&
        (err = l->normalise(l->user, form, len, &type, &type_len)))
        return err;
    if (!type_len)
        return CORPUS_OK;
    if ((err = string_set_add(&l->types, type, type_len, &number)))
        return err;
    if (number >= l->n_dropped)
        *id = number - l->n_dropped;
    return CORPUS_OK;
}

/* A form that is not in the table: `s` is the slot it belongs into. */
static __attribute__((noinline)) int add_form(struct lexicon *l, struct slot *s,
                                              const struct key *k, const char *form,
                                              size_t len, uint32_t *id)
{
    struct slot new = {.a = k->a, .b = slot_b(k->b)};
    char lowered[16 + TEXT_PAD] = {0};
    int err;

    if (len <= KEY_MAX) {
        memcpy(lowered, &k->a, 8);
        memcpy(lowered + 8, &k->b, 7);
        form = lowered;
    } else if ((err = keep_long(l, form, len, &new.form))) {
        return err;
    }
    if ((err = type_of(l, k, form, len, &new.id)))
        return err;
    *s = new;
    *id = new.id;
    return ++l->n * 2 > l->mask ? grow(l) : CORPUS_OK;
}

/* ---- look-up ---------------------------------------------------------------------- */

/* What is not in the slot where it is looked for first: in one of the next, or new. */
static __attribute__((noinline)) int resolve(struct lexicon *l, const struct key *k,
                                             const char *form, size_t len, uint32_t *id)
{
    uint64_t b = slot_b(k->b);

    for (uint64_t h = home(k->a, k->b, l->mask);; h = (h + 1) & l->mask) {
        struct slot *s = l->slots + h;

        if (s->a == k->a && s->b == b &&
            (len <= KEY_MAX || same_long(l, s, form, len))) {
            *id = s->id;
            return CORPUS_OK;
        }
        if (!s->b)
            return add_form(l, s, k, form, len, id);
    }
}

static inline void make_keys(const struct lexicon *l, const char *text,
                             const struct span spans[], size_t n, bool lower,
                             struct key keys[])
{
    const struct slot *slots = l->slots;
    uint64_t mask = l->mask;

    for (size_t i = 0; i < n; i++) {
        uint64_t ab[2];

        key_of(text + spans[i].start, spans[i].end - spans[i].start, lower, ab);
        keys[i] = (struct key){ab[0], slots + home(ab[0], ab[1], mask), ab[1]};
        __builtin_prefetch(keys[i].slot);
    }
}

/* The slots have moved. */
static void make_slots(const struct lexicon *l, struct key keys[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        keys[i].slot = l->slots + home(keys[i].a, keys[i].b, l->mask);
}

/* Nine of ten are short and in their first slot: those never leave the loop. */
static int find_keys(struct lexicon *l, const char *text, const struct span spans[],
                     size_t n, struct key keys[], uint32_t ids[])
{
    for (size_t i = 0; i < n; i++) {
        const struct slot *s = keys[i].slot, *slots = l->slots;
        size_t len;
        int err;

        if (__builtin_expect(s->a == keys[i].a && s->b == keys[i].b, 1)) {
            ids[i] = s->id;
            continue;
        }
        ids[i] = HOLE;
        len = spans[i].end - spans[i].start;
        if (len && (err = resolve(l, keys + i, text + spans[i].start, len, ids + i)))
            return err;
        if (l->slots != slots)
            make_slots(l, keys + i + 1, n - i - 1);
    }
    return CORPUS_OK;
}

int lexicon_look_up(struct lexicon *l, const char *text, const struct span spans[],
                    size_t n, uint32_t ids[])
{
    struct key keys[BATCH];
    int err = CORPUS_OK;

    while (n && !err) {
        size_t batch = n < BATCH ? n : BATCH;

        if (l->lower)
            make_keys(l, text, spans, batch, true, keys);
        else
            make_keys(l, text, spans, batch, false, keys);
        err = find_keys(l, text, spans, batch, keys, ids);
        spans += batch;
        ids += batch;
        n -= batch;
    }
    return err;
}

/* ---- life ------------------------------------------------------------------------- */

int lexicon_new(struct lexicon **out, struct budget *budget, bool lower,
                lexicon_normalise *normalise, void *user)
{
    struct lexicon *l = calloc(1, sizeof *l);
    int err;

    *out = NULL;
    if (!l)
        return CORPUS_ENOMEM;
    l->budget = l->types.budget = budget;
    l->lower = lower;
    l->normalise = normalise;
    l->user = user;
    if ((err = grow(l))) {
        lexicon_free(l);
        return err;
    }
    *out = l;
    return CORPUS_OK;
}

int lexicon_drop(struct lexicon *l, const char *type, size_t len)
{
    uint32_t id;
    int err;

    if (!len)
        return CORPUS_OK;
    err = string_set_add(&l->types, type, len, &id);
    l->n_dropped = l->types.n;
    return err;
}

int lexicon_add_type(struct lexicon *l, const char *type, size_t len, uint32_t *id)
{
    int err = string_set_add(&l->types, type, len, id);

    *id -= l->n_dropped;
    return err;
}

int lexicon_renew(struct lexicon **l)
{
    struct lexicon *old = *l, *new;
    int err = lexicon_new(&new, old->budget, old->lower, old->normalise, old->user);

    for (uint32_t i = 0; i < old->n_dropped && !err; i++) {
        size_t len;
        const char *type = string_set_get(&old->types, i, &len);

        err = lexicon_drop(new, type, len);
    }
    if (err) {
        lexicon_free(new);
        return err;
    }
    lexicon_free(old);
    *l = new;
    return CORPUS_OK;
}

uint64_t lexicon_form_bytes(const struct lexicon *l)
{
    return l->pages.size + l->forms_cap * sizeof *l->forms + l->arena.cap;
}

const struct string_set *lexicon_types(const struct lexicon *l, uint32_t *n_dropped)
{
    *n_dropped = l->n_dropped;
    return &l->types;
}

int lexicon_unite(struct lexicon *l, const struct lexicon *other, uint32_t map[])
{
    uint32_t n = other->types.n - other->n_dropped;
    int err = string_set_unite(&l->types, &other->types, other->n_dropped, map);

    for (uint32_t id = 0; id < n && !err; id++)
        map[id] -= l->n_dropped;
    return err;
}

void lexicon_drop_forms(struct lexicon *l)
{
    pages_free(l->budget, &l->pages);
    l->slots = NULL;
    l->mask = l->n = 0;
    budget_release(l->budget, &l->forms, &l->forms_cap, sizeof *l->forms);
    budget_release(l->budget, &l->arena.data, &l->arena.cap, 1);
    l->arena.len = l->n_forms = 0;
}

void lexicon_free(struct lexicon *l)
{
    if (!l)
        return;
    lexicon_drop_forms(l);
    string_set_free(&l->types);
    free(l);
}

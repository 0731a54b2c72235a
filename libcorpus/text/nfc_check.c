/* The properties are asked of utf8proc, once, so that the check and the normaliser
 * agree. */
#include "text/nfc_check.h"
#include "base/mem.h"
#include "corpus/error.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { DECOMPOSED_MAX = 16 };

static int add_pair(struct nfc_table *t, uint32_t first, uint32_t second)
{
    int err = mem_reserve(&t->pairs, &t->pairs_cap, t->n_pairs + 1, sizeof *t->pairs);

    if (err)
        return err;
    t->pairs[t->n_pairs++] = (uint64_t)first << 32 | second;
    t->flags[second] |= NFC_JOINS;
    return CORPUS_OK;
}

/* A character that decomposes: either NFC undoes that, and its last part joins the rest
 * composed, or NFC does not, and no text in NFC holds it. */
static int add_composite(struct nfc_table *t, uint32_t code)
{
    utf8proc_int32_t parts[DECOMPOSED_MAX];
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t n, m;
    int boundary = 0;
    uint32_t last;

    n = utf8proc_decompose_char((utf8proc_int32_t)code, parts, DECOMPOSED_MAX,
                                UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &boundary);
    if (n < 1 || n > DECOMPOSED_MAX || (n == 1 && parts[0] == (utf8proc_int32_t)code))
        return CORPUS_OK;
    last = (uint32_t)parts[n - 1];
    m = n > 1 ? utf8proc_normalize_utf32(parts, n, options) : n;
    if (m != 1 || parts[0] != (utf8proc_int32_t)code) {
        t->flags[code] |= NFC_NEVER;
        return CORPUS_OK;
    }
    n = utf8proc_decompose_char((utf8proc_int32_t)code, parts, DECOMPOSED_MAX,
                                UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &boundary);
    m = utf8proc_normalize_utf32(parts, n - 1, options);
    return m == 1 ? add_pair(t, (uint32_t)parts[0], last) : CORPUS_OK;
}

static int compare_pairs(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static bool is_hangul(uint32_t code)
{
    return code >= 0xac00 && code < 0xd7a4;
}

int nfc_table_make(struct nfc_table *t)
{
    int err = CORPUS_OK;

    *t = (struct nfc_table){.flags = calloc(NFC_LIMIT, 1)};
    if (!t->flags)
        return CORPUS_ENOMEM;
    for (uint32_t code = 0xc0; code < NFC_LIMIT && !err; code++) {
        const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)code);

        if (p->combining_class)
            t->flags[code] |= NFC_MARK;
        if (p->decomp_seqindex != UINT16_MAX && !p->decomp_type && !is_hangul(code))
            err = add_composite(t, code);
    }
    for (uint32_t code = 0x1161; code < 0x11c3; code++) /* vowels, final consonants */
        if (code < 0x1176 || code > 0x11a7)
            t->flags[code] |= NFC_JOINS;
    if (t->n_pairs)
        qsort(t->pairs, t->n_pairs, sizeof *t->pairs, compare_pairs);
    return err;
}

void nfc_table_free(struct nfc_table *t)
{
    free(t->flags);
    free(t->pairs);
    *t = (struct nfc_table){0};
}

/* The Standard, section 3.12: syllables compose by arithmetic. */
static bool composes(const struct nfc_table *t, uint32_t first, uint32_t second)
{
    uint64_t key = (uint64_t)first << 32 | second;

    if (second >= 0x1161 && second < 0x1176 && first >= 0x1100 && first < 0x1113)
        return true;
    if (second >= 0x11a8 && second < 0x11c3 && is_hangul(first))
        return (first - 0xac00) % 28 == 0;
    return t->n_pairs && bsearch(&key, t->pairs, t->n_pairs, sizeof key, compare_pairs);
}

/* A mark of a lower class goes before the marks within its starter: U+00F4 U+0323 is
 * U+1ED9, though no pair of characters says so. */
static bool composes_within(uint32_t first, uint32_t second)
{
    utf8proc_int32_t parts[2 * DECOMPOSED_MAX];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)first, parts,
                                                 DECOMPOSED_MAX,
                                                 UTF8PROC_STABLE | UTF8PROC_DECOMPOSE,
                                                 &boundary);

    if (n < 2 || n > DECOMPOSED_MAX)
        return false;
    parts[n++] = (utf8proc_int32_t)second;
    for (utf8proc_ssize_t k = n - 1; k > 1; k--) { /* into canonical order */
        utf8proc_int32_t before = parts[k - 1];

        if (utf8proc_get_property(before)->combining_class <=
            utf8proc_get_property(parts[k])->combining_class)
            break;
        parts[k - 1] = parts[k];
        parts[k] = before;
    }
    n = utf8proc_normalize_utf32(parts, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    return n != 2 || parts[0] != (utf8proc_int32_t)first;
}

/* A mark is kept from its starter by one of the same class or a higher one between them;
 * a character of class 0 that joins, by anything between them. */
static bool is_wrong(const struct nfc_walk *w, const struct nfc_table *t, uint32_t code,
                     unsigned class)
{
    if (t->flags[code] & NFC_NEVER)
        return true;
    if (class && w->last > class)
        return true;
    if (!(t->flags[code] & NFC_JOINS) || (w->last && w->last >= class))
        return false;
    return composes(t, w->starter, code) || (class && composes_within(w->starter, code));
}

bool nfc_walk_step_rare(struct nfc_walk *w, const struct nfc_table *t, uint32_t code)
{
    unsigned class = 0;
    bool wrong, again;

    if (t->flags[code] & NFC_MARK)
        class = utf8proc_get_property((utf8proc_int32_t)code)->combining_class;
    wrong = is_wrong(w, t, code, class);
    again = wrong && w->wrong && (class || t->flags[code] & NFC_JOINS);
    if (!class) {
        w->starter = code;
        w->wrong = false;
    }
    w->last = class;
    w->wrong |= wrong;
    return wrong && !again;
}

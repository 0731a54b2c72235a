/* Is a text in NFC? By the quick check of UAX #15, section 9, with exact answers where it
 * says "maybe". */
#ifndef TEXT_NFC_CHECK_H
#define TEXT_NFC_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NFC_NEVER = 1, /* no text in NFC holds it */
    NFC_JOINS = 2, /* composes with some character before it */
    NFC_MARK = 4   /* has a combining class other than 0 */
};

/* No code point from here on matters to NFC. */
enum { NFC_LIMIT = 0x30000, NFC_FIRST = 0x300 };

struct nfc_table {
    uint8_t *flags;  /* NFC_LIMIT of them */
    uint64_t *pairs; /* first << 32 | second, sorted: what composes */
    size_t n_pairs, pairs_cap;
};

/* CORPUS_OK or CORPUS_ENOMEM; free it in any case. */
int nfc_table_make(struct nfc_table *t);
void nfc_table_free(struct nfc_table *t);

/* A walk over a text, code point by code point. Zeroed memory is at its start. */
struct nfc_walk {
    uint32_t starter; /* the last character that others may compose with */
    unsigned last;    /* combining class of the code point before */
    bool wrong;       /* the current character was counted already */
};

static inline void nfc_walk_reset(struct nfc_walk *w)
{
    w->starter = 0;
    w->last = 0;
    w->wrong = false;
}

/* True when the code point is the first that makes its character (with its marks) not
 * NFC. */
bool nfc_walk_step_rare(struct nfc_walk *w, const struct nfc_table *t, uint32_t code);

static inline bool nfc_walk_step(struct nfc_walk *w, const struct nfc_table *t,
                                 uint32_t code)
{
    if (code < NFC_FIRST || code >= NFC_LIMIT || !t->flags[code]) {
        w->starter = code;
        w->last = 0;
        w->wrong = false;
        return false;
    }
    return nfc_walk_step_rare(w, t, code);
}

#endif

/* Form -> type. normalise.h lists the steps.
 *
 * utf8proc knows the mappings of single code points. The canonical order is ours: there,
 * marks are sorted by insertion, which a form of 30,000 marks turns into seconds. */
#include "text/normalise.h"
#include "base/mem.h"
#include "text/unicode.h"
#include "text/utf8.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { EXPANSION_MAX = 32 }; /* code points that one can become; 18 in Unicode 15 */

/* Code points that grow. */
struct codes {
    utf8proc_int32_t *at;
    size_t n, cap;
};

struct normaliser {
    corpus_token_options options;
    enum normaliser_ascii ascii;
    struct sb_stemmer *stemmer;
    struct codes codes, scratch;
    struct bytes type;
};

int normaliser_new(struct normaliser **out, const corpus_token_options *options)
{
    struct normaliser *n;

    *out = NULL;
    if (!(n = calloc(1, sizeof *n)))
        return CORPUS_ENOMEM;
    n->options = *options;
    if (options->stem && !(n->stemmer = sb_stemmer_new(options->stem, NULL))) {
        normaliser_free(n);
        return CORPUS_EINVAL;
    }
    n->options.stem = NULL; /* it was borrowed for this call */
    if (n->stemmer || options->numbers != CORPUS_NUMBERS_KEEP)
        n->ascii = ASCII_OTHER;
    else
        n->ascii = options->letter_case == CORPUS_CASE_KEEP ? ASCII_KEPT : ASCII_LOWERED;
    *out = n;
    return CORPUS_OK;
}

void normaliser_free(struct normaliser *n)
{
    if (!n)
        return;
    if (n->stemmer)
        sb_stemmer_delete(n->stemmer);
    free(n->codes.at);
    free(n->scratch.at);
    bytes_free(&n->type);
    free(n);
}

enum normaliser_ascii normaliser_ascii(const struct normaliser *n)
{
    return n->ascii;
}

static int reserve(struct codes *c, size_t more)
{
    return mem_reserve(&c->at, &c->cap, c->n + more, sizeof *c->at);
}

static enum kind kind_of(utf8proc_int32_t c)
{
    return property_kind(property_of((uint32_t)c));
}

/* Fill n->codes; malformed bytes as U+FFFD. */
static int decode(struct normaliser *n, const char *form, size_t len)
{
    int err;

    n->codes.n = 0;
    if ((err = reserve(&n->codes, len)))
        return err;
    for (size_t at = 0; at < len;) {
        uint32_t c;

        at += utf8_decode(form, at, len, &c);
        n->codes.at[n->codes.n++] = (utf8proc_int32_t)c;
    }
    return CORPUS_OK;
}

/* A number without a letter. */
static bool is_number(const struct codes *c)
{
    bool number = false;

    for (size_t i = 0; i < c->n; i++) {
        if (kind_of(c->at[i]) == KIND_LETTER)
            return false;
        number |= kind_of(c->at[i]) == KIND_NUMBER;
    }
    return number;
}

/* Replace each code point by what utf8proc makes of it. */
static int map(struct normaliser *n, int how)
{
    struct codes *to = &n->scratch, swap;

    to->n = 0;
    for (size_t i = 0; i < n->codes.n; i++) {
        utf8proc_ssize_t len;
        int err, boundary = 0;

        if ((err = reserve(to, EXPANSION_MAX)))
            return err;
        len = utf8proc_decompose_char(n->codes.at[i], to->at + to->n, EXPANSION_MAX,
                                      (utf8proc_option_t)how, &boundary);
        if (len < 0 || len > EXPANSION_MAX) { /* not in Unicode 15 */
            to->at[to->n] = n->codes.at[i];
            len = 1;
        }
        to->n += (size_t)len;
    }
    swap = n->codes;
    n->codes = *to;
    *to = swap;
    return CORPUS_OK;
}

static void fold_quotes(const corpus_token_options *o, struct codes *c)
{
    if (o->quotes == CORPUS_QUOTES_KEEP)
        return;
    for (size_t i = 0; i < c->n; i++)
        switch (c->at[i]) {
        case 0x2018: case 0x2019: case 0x201b: case 0x2032: case 0x2bb: case 0x2bc:
        case 0xb4: case 0x55a: case 0xff07:
            c->at[i] = '\'';
        }
}

/* Unicode 3.13, D135: what has a case, and what a look for it passes over (D136). */
static bool is_cased(utf8proc_int32_t c)
{
    enum sentence_break sb = property_sb(property_of((uint32_t)c));
    utf8proc_category_t category = utf8proc_category(c);

    return sb == SB_UPPER || sb == SB_LOWER || category == UTF8PROC_CATEGORY_LL ||
           category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

static bool is_case_ignorable(utf8proc_int32_t c)
{
    switch (property_wb(property_of((uint32_t)c))) {
    case WB_MIDLETTER:
    case WB_MIDNUMLET:
    case WB_SINGLE_QUOTE:
        return true;
    default:
        break;
    }
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
        return true;
    default:
        return false;
    }
}

static bool cased_follows(const struct codes *c, size_t i)
{
    while (++i < c->n)
        if (!is_case_ignorable(c->at[i]))
            return is_cased(c->at[i]);
    return false;
}

/* Unicode's toLowercase, chapter 3.13: one by one, but for the sigma at the end of a word
 * and U+0130, which keeps its dot. */
static int lower(struct normaliser *n)
{
    struct codes *to = &n->scratch, *from = &n->codes, swap;
    bool after_cased = false;
    int err;

    to->n = 0;
    if ((err = reserve(to, 2 * from->n)))
        return err;
    for (size_t i = 0; i < from->n; i++) {
        utf8proc_int32_t c = from->at[i];

        if (c == 0x3a3 && after_cased && !cased_follows(from, i)) {
            to->at[to->n++] = 0x3c2;
        } else if (c == 0x130) {
            to->at[to->n++] = 'i';
            to->at[to->n++] = 0x307;
        } else {
            to->at[to->n++] = utf8proc_tolower(c);
        }
        if (!is_case_ignorable(c))
            after_cased = is_cased(c);
    }
    swap = n->codes;
    n->codes = *to;
    *to = swap;
    return CORPUS_OK;
}

static unsigned combining_class(utf8proc_int32_t c)
{
    return (unsigned)utf8proc_get_property(c)->combining_class;
}

static void strip_diacritics(struct codes *c)
{
    size_t kept = 0;

    for (size_t i = 0; i < c->n; i++) {
        unsigned class = combining_class(c->at[i]);

        if (class != 1 && (class < 10 || (class > 36 && class < 200)))
            c->at[kept++] = c->at[i];
    }
    c->n = kept;
}

/* A run of marks, sorted by their classes; those of one class keep their order. */
static void sort_marks(utf8proc_int32_t *marks, size_t n, utf8proc_int32_t *scratch)
{
    size_t start[257] = {0};

    for (size_t i = 0; i < n; i++)
        start[combining_class(marks[i]) + 1]++;
    for (unsigned k = 0; k < 256; k++)
        start[k + 1] += start[k];
    for (size_t i = 0; i < n; i++)
        scratch[start[combining_class(marks[i])]++] = marks[i];
    memcpy(marks, scratch, n * sizeof *marks);
}

/* Canonical order: Unicode, 3.11, D109. */
static int order(struct normaliser *n)
{
    struct codes *c = &n->codes;
    size_t end;
    int err;

    n->scratch.n = 0;
    if ((err = reserve(&n->scratch, c->n)))
        return err;
    for (size_t i = 0; i < c->n; i = end) {
        bool sorted = true;

        for (end = i; end < c->n && combining_class(c->at[end]); end++)
            sorted &= end == i ||
                      combining_class(c->at[end - 1]) <= combining_class(c->at[end]);
        if (!sorted)
            sort_marks(c->at + i, end - i, n->scratch.at);
        if (end == i)
            end++;
    }
    return CORPUS_OK;
}

static int compose(struct normaliser *n)
{
    utf8proc_ssize_t len;
    int err = order(n);

    if (err || !n->codes.n)
        return err;
    len = utf8proc_normalize_utf32(n->codes.at, (utf8proc_ssize_t)n->codes.n,
                                   UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (len >= 0)
        n->codes.n = (size_t)len;
    return CORPUS_OK;
}

static void mask_numbers(struct codes *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (utf8proc_category(c->at[i]) == UTF8PROC_CATEGORY_ND)
            c->at[i] = '0';
}

static int encode(struct normaliser *n)
{
    int err;

    n->type.len = 0;
    if ((err = bytes_reserve(&n->type, 4 * n->codes.n + 1)))
        return err;
    for (size_t i = 0; i < n->codes.n; i++)
        n->type.len += utf8_encode((uint32_t)n->codes.at[i],
                                   (char *)n->type.data + n->type.len);
    return CORPUS_OK;
}

/* All the steps but the stem; n->type is empty for a form that is dropped. */
static int normalise_codes(struct normaliser *n, const char *form, size_t len)
{
    const corpus_token_options *o = &n->options;
    bool strip = o->diacritics == CORPUS_DIACRITICS_STRIP;
    bool compat = o->normalize == CORPUS_NORMALIZE_NFKC;
    bool canonical = strip || o->normalize != CORPUS_NORMALIZE_NONE;
    int how = (canonical ? UTF8PROC_DECOMPOSE : 0) | (compat ? UTF8PROC_COMPAT : 0);
    int err;

    n->type.len = 0;
    if ((err = decode(n, form, len)))
        return err;
    if (o->numbers == CORPUS_NUMBERS_DROP && is_number(&n->codes))
        return CORPUS_OK;
    if (canonical && (err = map(n, how)))
        return err;
    fold_quotes(o, &n->codes);
    if (o->letter_case == CORPUS_CASE_LOWER && (err = lower(n)))
        return err;
    if (o->letter_case == CORPUS_CASE_FOLD) {
        if ((err = map(n, how | UTF8PROC_CASEFOLD)))
            return err;
        fold_quotes(o, &n->codes); /* U+0149 has one inside */
    }
    if (strip)
        strip_diacritics(&n->codes);
    if (canonical && (err = compose(n)))
        return err;
    if (o->numbers == CORPUS_NUMBERS_MASK)
        mask_numbers(&n->codes);
    return encode(n);
}

static bool is_ascii(const char *form, size_t len)
{
    char all = 0;

    for (size_t i = 0; i < len; i++)
        all |= form[i];
    return !(all & 0x80);
}

/* What the steps come to when every byte is ASCII. */
static int normalise_ascii(struct normaliser *n, const char *form, size_t len)
{
    bool keep_case = n->options.letter_case == CORPUS_CASE_KEEP, letter = false,
         digit = false;
    char *type;
    int err;

    n->type.len = 0;
    if ((err = bytes_reserve(&n->type, len + 1)))
        return err;
    type = (char *)n->type.data;
    for (size_t i = 0; i < len; i++) {
        char c = form[i];
        bool upper = (uint8_t)(c - 'A') < 26, is_digit = (uint8_t)(c - '0') < 10;

        letter |= (uint8_t)((c | 0x20) - 'a') < 26;
        digit |= is_digit;
        if (upper && !keep_case)
            c = (char)(c | 0x20);
        type[i] = is_digit && n->options.numbers == CORPUS_NUMBERS_MASK ? '0' : c;
    }
    if (n->options.numbers != CORPUS_NUMBERS_DROP || letter || !digit)
        n->type.len = len;
    return CORPUS_OK;
}

static bool is_special(const struct bytes *type)
{
    for (size_t i = 0; i < type->len; i++)
        if (strchr("/@#:", type->data[i] ? type->data[i] : ' '))
            return true;
    return false;
}

static int stem(struct normaliser *n, const char **type, size_t *len)
{
    const sb_symbol *stemmed;

    if (!n->type.len || is_special(&n->type))
        return CORPUS_OK;
    if (!(stemmed = sb_stemmer_stem(n->stemmer, n->type.data, (int)n->type.len)))
        return CORPUS_ENOMEM;
    *type = (const char *)stemmed;
    *len = (size_t)sb_stemmer_length(n->stemmer);
    return CORPUS_OK;
}

int normalise(struct normaliser *n, const char *form, size_t len, const char **type,
              size_t *type_len)
{
    int err = is_ascii(form, len) ? normalise_ascii(n, form, len)
                                  : normalise_codes(n, form, len);

    if (err)
        return err;
    *type = n->type.len ? (const char *)n->type.data : form;
    *type_len = n->type.len;
    return n->stemmer ? stem(n, type, type_len) : CORPUS_OK;
}

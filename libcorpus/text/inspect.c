/* One pass over a document, chunk by chunk: a chunk is what stands between white space,
 * so cutting the text at white space cuts through nothing that is looked for. ASCII goes
 * by a table of bytes; the rest by code points. */
#include "corpus/inspect.h"
#include "base/hash.h"
#include "text/nfc_check.h"
#include "text/segment.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "text/wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LETTER = 1, DIGIT = 2, SPACE = 4 }; /* classes of ASCII; 0: look closer */

enum {
    CHUNK_MAX = 65536, /* longer ones are cut */
    DIGEST_BLOCK = 4096,
    BEFORE = 20, /* bytes of context in an example */
    AFTER = 30
};

struct corpus_inspector {
    uint8_t class[256];
    struct nfc_table nfc;
    struct bytes head;  /* the first SLAB_MAX bytes, for is_hard_wrapped() */
    struct bytes carry; /* the beginning of a chunk */

    /* the current document */
    corpus_inspection seen;
    struct nfc_walk walk;
    bool line_has_text;
    bool open_end;     /* the chunk before ended in a letter or a number, */
    bool hyphen_end;   /* or in a letter and a hyphen, */
    unsigned newlines; /* and so many line ends followed */
    uint64_t ends;     /* chunks that ended in neither a letter nor a number */
    uint64_t digest_block[DIGEST_BLOCK / 8];
    size_t digest_len;
    char examples[CORPUS_SIGHTS][CORPUS_EXAMPLE_SIZE];

    /* the current chunk */
    unsigned holds;   /* LETTER, DIGIT */
    size_t run;       /* letters and digits in a row up to here */
    size_t run_start;
    bool wide_letter; /* the code point before, beyond ASCII, is a letter */
};

/* ---- life ------------------------------------------------------------------------- */

static void begin(corpus_inspector *i)
{
    i->seen = (corpus_inspection){.empty = true};
    nfc_walk_reset(&i->walk);
    i->line_has_text = i->open_end = i->hyphen_end = false;
    i->newlines = 0;
    i->ends = 0;
    i->digest_len = 0;
    i->head.len = i->carry.len = 0;
    i->holds = 0;
}

int corpus_inspector_new(corpus_inspector **out)
{
    corpus_inspector *i = *out = calloc(1, sizeof *i);

    if (!i)
        return CORPUS_ENOMEM;
    if (nfc_table_make(&i->nfc)) {
        corpus_inspector_free(i);
        *out = NULL;
        return CORPUS_ENOMEM;
    }
    for (int c = 'a'; c <= 'z'; c++)
        i->class[c] = i->class[c - 32] = LETTER;
    for (int c = '0'; c <= '9'; c++)
        i->class[c] = DIGIT;
    for (int c = '\t'; c <= '\r'; c++)
        i->class[c] = SPACE;
    i->class[' '] = SPACE;
    begin(i);
    return CORPUS_OK;
}

void corpus_inspector_free(corpus_inspector *i)
{
    if (!i)
        return;
    nfc_table_free(&i->nfc);
    bytes_free(&i->head);
    bytes_free(&i->carry);
    free(i);
}

/* ---- examples --------------------------------------------------------------------- */

static size_t put_hex(char *out, size_t n, const char *format, unsigned value)
{
    return n + (size_t)snprintf(out + n, CORPUS_EXAMPLE_SIZE - n, format, value);
}

/* Formats and controls, which could play tricks on a terminal; and where they are what
 * was met, marks and spaces: their number says more than their look. */
static bool is_invisible(uint32_t code, bool met)
{
    enum kind kind = property_kind(property_of(code));

    return code >= 0x7f &&
           (kind == KIND_OTHER || (met && (kind == KIND_MARK || kind == KIND_SPACE)));
}

/* One code point, or the bytes that are none. */
static size_t put_code(char *out, size_t n, const char *text, size_t size, bool valid,
                       bool met)
{
    uint32_t code;

    utf8_decode(text, 0, size, &code);
    if (code == '\r' || code == '\t')
        return n;
    if (valid && (code == '\n' || (code >= ' ' && !is_invisible(code, met)))) {
        memcpy(out + n, text, size);
        return n + size;
    }
    if (valid && code >= 0x7f)
        return put_hex(out, n, "<U+%04X>", (unsigned)code);
    for (size_t k = 0; k < size; k++)
        n = put_hex(out, n, "<%02X>", (unsigned)(uint8_t)text[k]);
    return n;
}

/* Where an example begins that shows text[at]: with a word, if there is room for one. */
static size_t context_start(const corpus_inspector *i, const char *text, size_t at)
{
    size_t from = at > BEFORE ? at - BEFORE : 0, word = from;

    while (from && word < at && i->class[(uint8_t)text[word]] != SPACE)
        word++;
    if (from && word + 1 < at)
        return word + 1;
    while (from < at && ((uint8_t)text[from] & 0xc0) == 0x80)
        from++;
    return from;
}

/* Note that `sight` was met at text[at]; the first time, write down what is around it. */
static void note(corpus_inspector *i, enum corpus_sight sight, const char *text,
                 size_t at, size_t len)
{
    char *out = i->examples[sight];
    size_t to = len - at > AFTER ? at + AFTER : len, from, n = 0;
    bool valid;

    if (i->seen.counts[sight]++)
        return;
    from = context_start(i, text, at);
    while (from < to && n + 48 < CORPUS_EXAMPLE_SIZE) {
        unsigned size = utf8_sequence(text, from, len, &valid);

        n = put_code(out, n, text + from, size, valid, from == at);
        from += size;
    }
    out[n] = '\0';
}

/* ---- code points ------------------------------------------------------------------ */

static bool letter_at(const char *text, size_t at, size_t len)
{
    uint32_t code;

    if (at >= len)
        return false;
    utf8_decode(text, at, len, &code);
    return property_kind(property_of(code)) == KIND_LETTER;
}

static bool letter_before(const corpus_inspector *i, const char *text, size_t start,
                          size_t at)
{
    uint8_t before = at > start ? (uint8_t)text[at - 1] : 0;

    return before < 0x80 ? i->class[before] == LETTER : i->wide_letter;
}

static void end_run(corpus_inspector *i, const char *text, size_t len)
{
    if (i->run > CORPUS_LONG_WORD)
        note(i, CORPUS_SIGHT_LONG_WORD, text, i->run_start, len);
    i->run = 0;
}

static bool is_unspaced(uint32_t c)
{
    return (c >= 0x0e01 && c < 0x0f00) || (c >= 0x1000 && c < 0x10a0) ||
           (c >= 0x1780 && c < 0x17f0) || (c >= 0x3041 && c < 0x3100) ||
           (c >= 0x3400 && c < 0x4dc0) || (c >= 0x4e00 && c < 0xa000) ||
           (c >= 0xf900 && c < 0xfb00) || (c >= 0x20000 && c < 0x32000);
}

/* The folds of text/normalise.h. */
static bool is_apostrophe(uint32_t c)
{
    switch (c) {
    case 0x2018: case 0x2019: case 0x201b: case 0x2032: case 0x02bb: case 0x02bc:
    case 0x00b4: case 0x055a: case 0xff07:
        return true;
    default:
        return false;
    }
}

/* What the code point is by itself. */
static void look_at(corpus_inspector *i, uint32_t c, const char *text, size_t start,
                    size_t at, size_t next, size_t len)
{
    if (c == 0xfffd)
        note(i, CORPUS_SIGHT_REPLACEMENT, text, at, len);
    else if (c >= 0x80 && c < 0xa0 && c != 0x85)
        note(i, CORPUS_SIGHT_C1_CONTROL, text, at, len);
    else if (c == 0xad)
        note(i, CORPUS_SIGHT_SOFT_HYPHEN, text, at, len);
    else if (c >= 0x201c && c <= 0x201f)
        note(i, CORPUS_SIGHT_CURLY_QUOTE, text, at, len);
    else if (c >= 0xfb00 && c <= 0xfb06)
        note(i, CORPUS_SIGHT_LIGATURE, text, at, len);
    else if (is_apostrophe(c) && letter_before(i, text, start, at) &&
             letter_at(text, next, len))
        note(i, CORPUS_SIGHT_CURLY_APOSTROPHE, text, at, len);
}

/* "Ã" or "Â" before a code point of the upper half of Latin-1, "â" before the euro sign
 * or U+0080, which stand for the first bytes of what was UTF-8. */
static void look_for_mojibake(corpus_inspector *i, uint32_t c, const char *text,
                              size_t at, size_t next, size_t len)
{
    uint32_t then;

    if (next >= len || (c != 0xc2 && c != 0xc3 && c != 0xe2))
        return;
    utf8_decode(text, next, len, &then);
    if (c == 0xe2 ? then == 0x20ac || then == 0x80 : then >= 0x80 && then < 0xc0)
        note(i, CORPUS_SIGHT_MOJIBAKE, text, at, len);
}

static void extend_run(corpus_inspector *i, unsigned property, const char *text,
                       size_t at, size_t len)
{
    enum word_break wb = property_wb(property);

    if (wb == WB_ALETTER || wb == WB_HEBREW_LETTER || wb == WB_NUMERIC ||
        wb == WB_KATAKANA) {
        i->run_start = i->run ? i->run_start : at;
        i->run++;
    } else if (wb != WB_EXTEND && wb != WB_FORMAT && wb != WB_ZWJ) {
        end_run(i, text, len);
    }
}

/* A code point beyond ASCII. Returns its length, 0 for white space. */
static size_t take_wide(corpus_inspector *i, const char *text, size_t start, size_t at,
                        size_t len)
{
    uint32_t c;
    size_t size = utf8_decode(text, at, len, &c);
    unsigned property = property_of(c);
    enum kind kind = property_kind(property);

    if (c == 0xfffd && (size != 3 || (uint8_t)text[at] != 0xef)) { /* counted elsewhere */
        end_run(i, text, len);
        i->wide_letter = false;
        return size;
    }
    i->seen.other_encoding = false;
    if (nfc_walk_step(&i->walk, &i->nfc, c))
        note(i, CORPUS_SIGHT_DECOMPOSED, text, at, len);
    if (kind == KIND_SPACE)
        return 0;
    look_at(i, c, text, start, at, at + size, len);
    look_for_mojibake(i, c, text, at, at + size, len);
    extend_run(i, property, text, at, len);
    i->wide_letter = kind == KIND_LETTER || kind == KIND_MARK;
    i->holds |= kind == KIND_LETTER ? LETTER : kind == KIND_NUMBER ? DIGIT : 0;
    i->seen.letters += kind == KIND_LETTER || kind == KIND_NUMBER || kind == KIND_MARK;
    if (is_unspaced(c) && (kind == KIND_LETTER || kind == KIND_MARK))
        note(i, CORPUS_SIGHT_UNSPACED, text, at, len);
    return size;
}

static void take_mark(corpus_inspector *i, const char *text, size_t start, size_t at,
                      size_t len)
{
    if (text[at] == '"')
        note(i, CORPUS_SIGHT_STRAIGHT_QUOTE, text, at, len);
    else if (text[at] == '\0')
        note(i, CORPUS_SIGHT_NUL, text, at, len);
    else if (text[at] == '\'' && letter_before(i, text, start, at) &&
             letter_at(text, at + 1, len))
        note(i, CORPUS_SIGHT_STRAIGHT_APOSTROPHE, text, at, len);
    if (text[at] != '_')
        end_run(i, text, len);
}

/* ---- chunks and lines ------------------------------------------------------------- */

/* Where the chunk that starts at `start` ends. */
static size_t scan_chunk(corpus_inspector *i, const char *text, size_t start, size_t len)
{
    size_t at = start, size;

    i->holds = 0;
    i->run = 0;
    i->wide_letter = false;
    while (at < len) {
        unsigned class = i->class[(uint8_t)text[at]];

        if (class & (LETTER | DIGIT)) {
            size_t from = at;

            do {
                i->holds |= class;
                class = ++at < len ? i->class[(uint8_t)text[at]] : SPACE;
            } while (class & (LETTER | DIGIT));
            i->run_start = i->run ? i->run_start : from;
            i->run += at - from;
            i->seen.letters += at - from;
            nfc_walk_step(&i->walk, &i->nfc, (uint8_t)text[at - 1]);
        } else if (class) {
            break;
        } else if ((uint8_t)text[at] < 0x80) {
            nfc_walk_step(&i->walk, &i->nfc, (uint8_t)text[at]);
            take_mark(i, text, start, at++, len);
        } else if ((size = take_wide(i, text, start, at, len))) {
            at += size;
        } else {
            break;
        }
    }
    end_run(i, text, len);
    return at;
}

/* The hyphen that ends the chunk text[start..end) after a letter: its length, or 0. */
static size_t hyphen_size(const char *text, size_t start, size_t end)
{
    size_t size = 0;

    if (end - start > 1 && text[end - 1] == '-')
        size = 1;
    else if (end - start > 2 && !memcmp(text + end - 2, "\xc2\xad", 2))
        size = 2;
    else if (end - start > 3 && !memcmp(text + end - 3, "\xe2\x80\x90", 3))
        size = 3;
    return size && letter_at(text, utf8_back(text, start, end - size), end) ? size : 0;
}

static void take_chunk(corpus_inspector *i, const char *text, size_t start, size_t end,
                       size_t len)
{
    uint32_t last;
    enum kind kind;

    if (i->hyphen_end && i->newlines == 1 && letter_at(text, start, end))
        note(i, CORPUS_SIGHT_LINE_HYPHEN, text, start, len);
    i->seen.chunks++;
    if (!(i->holds & LETTER))
        note(i, CORPUS_SIGHT_NON_WORD, text, start, len);
    if (i->holds)
        i->seen.empty = false;
    utf8_decode(text, utf8_back(text, start, end), end, &last);
    kind = property_kind(property_of(last));
    i->open_end = kind == KIND_LETTER || kind == KIND_NUMBER || kind == KIND_MARK;
    i->ends += !i->open_end;
    i->line_has_text = true;
    i->hyphen_end = hyphen_size(text, start, end) > 0;
    i->newlines = 0;
}

static void end_line(corpus_inspector *i, const char *text, size_t at, size_t len)
{
    i->newlines++;
    i->seen.lines += i->line_has_text;
    if (i->line_has_text && i->open_end)
        note(i, CORPUS_SIGHT_OPEN_LINE, text, at, len);
    i->line_has_text = false;
}

/* White space from text[at] on: the next chunk's start. */
static size_t pass_space(corpus_inspector *i, const char *text, size_t at, size_t len)
{
    uint32_t code;

    for (; at < len; at++) {
        if ((uint8_t)text[at] >= 0x80) {
            size_t size = utf8_decode(text, at, len, &code);

            if (property_kind(property_of(code)) != KIND_SPACE)
                break;
            at += size - 1;
        } else if (i->class[(uint8_t)text[at]] != SPACE) {
            break;
        } else if (text[at] == '\n') {
            end_line(i, text, at, len);
        }
    }
    nfc_walk_reset(&i->walk);
    return at;
}

static void inspect(corpus_inspector *i, const char *text, size_t len)
{
    struct utf8_check check;
    size_t at = 0;

    utf8_check(text, len, &check);
    if (check.malformed) {
        if (!i->seen.counts[CORPUS_SIGHT_MALFORMED])
            note(i, CORPUS_SIGHT_MALFORMED, text, check.first, len);
        else
            i->seen.counts[CORPUS_SIGHT_MALFORMED]++;
        i->seen.counts[CORPUS_SIGHT_MALFORMED] += check.malformed - 1;
    }
    while ((at = pass_space(i, text, at, len)) < len) {
        size_t end = scan_chunk(i, text, at, len);

        take_chunk(i, text, at, end, len);
        at = end;
    }
}

/* ---- pieces ----------------------------------------------------------------------- */

/* Blocks of one size, so that it makes no difference how the text came. */
static void add_digest(corpus_inspector *i, const char *text, size_t len)
{
    while (len) {
        size_t room = DIGEST_BLOCK - i->digest_len, n = room < len ? room : len;

        memcpy((char *)i->digest_block + i->digest_len, text, n);
        i->digest_len += n;
        text += n;
        len -= n;
        if (i->digest_len == DIGEST_BLOCK) {
            uint64_t chain[4] = {i->seen.digest[0], i->seen.digest[1]};

            hash_wide(i->digest_block, DIGEST_BLOCK, chain + 2);
            hash_wide(chain, sizeof chain, i->seen.digest);
            i->digest_len = 0;
        }
    }
}

static void end_digest(corpus_inspector *i)
{
    uint64_t chain[4] = {i->seen.digest[0], i->seen.digest[1]};

    hash_wide(i->digest_block, i->digest_len, chain + 2);
    hash_wide(chain, sizeof chain, i->seen.digest);
}

static int keep_head(corpus_inspector *i, const char *text, size_t len)
{
    size_t room = SLAB_MAX - i->head.len;

    return room ? bytes_add(&i->head, text, len < room ? len : room) : CORPUS_OK;
}

/* Up to where whole chunks go; `len` when the last one is too long to wait for. */
static size_t last_space(const corpus_inspector *i, const char *text, size_t len)
{
    size_t at = len;

    while (at && len - at < CHUNK_MAX && i->class[(uint8_t)text[at - 1]] != SPACE)
        at--;
    if (at && i->class[(uint8_t)text[at - 1]] == SPACE)
        return at;
    return len < CHUNK_MAX ? 0 : utf8_back(text, 0, len);
}

/* The beginning of a chunk waits for its end. */
static int fill_carry(corpus_inspector *i, const char **text, size_t *len)
{
    size_t n = 0, cut, left;
    int err;

    while (n < *len && i->class[(uint8_t)(*text)[n]] != SPACE && n < CHUNK_MAX)
        n++;
    n += n < *len;
    if ((err = bytes_add(&i->carry, *text, n)))
        return err;
    *text += n;
    *len -= n;
    cut = last_space(i, (char *)i->carry.data, i->carry.len);
    left = i->carry.len - cut;
    if (cut) {
        inspect(i, (char *)i->carry.data, cut);
        memmove(i->carry.data, i->carry.data + cut, left);
        i->carry.len = left;
    }
    return CORPUS_OK;
}

int corpus_inspector_feed(corpus_inspector *i, const char *text, size_t len)
{
    size_t cut;
    int err;

    if (!len)
        return CORPUS_OK;
    if (!i->seen.bytes)
        i->seen.other_encoding = true;
    i->seen.bytes += len;
    add_digest(i, text, len);
    if ((err = keep_head(i, text, len)))
        return err;
    while (i->carry.len && len)
        if ((err = fill_carry(i, &text, &len)))
            return err;
    cut = last_space(i, text, len);
    if (cut)
        inspect(i, text, cut);
    return bytes_add(&i->carry, text + cut, len - cut);
}

/* Without spaces between words a chunk is a phrase, and may need no mark after it. */
static bool is_unpunctuated(const corpus_inspector *i)
{
    const corpus_inspection *s = &i->seen;

    return s->chunks >= CORPUS_PUNCTUATED_MIN && i->ends * 100 < s->chunks &&
           s->counts[CORPUS_SIGHT_UNSPACED] < s->letters / 2;
}

int corpus_inspector_end(corpus_inspector *i, corpus_inspection *out)
{
    if (i->carry.len)
        inspect(i, (char *)i->carry.data, i->carry.len);
    if (i->line_has_text)
        end_line(i, (char *)i->carry.data, i->carry.len, i->carry.len);
    end_digest(i);
    i->seen.hard_wrapped =
        i->head.len && is_hard_wrapped((char *)i->head.data, i->head.len);
    i->seen.unpunctuated = is_unpunctuated(i);
    if (!i->seen.counts[CORPUS_SIGHT_MALFORMED])
        i->seen.other_encoding = false;
    for (size_t k = 0; k < CORPUS_SIGHTS; k++)
        i->seen.examples[k] = i->seen.counts[k] ? i->examples[k] : "";
    *out = i->seen;
    begin(i);
    return CORPUS_OK;
}

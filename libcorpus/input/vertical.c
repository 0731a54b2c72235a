/* Vertical files: one token per line, TABs between its columns, and structural tags on
 * lines of their own, as the IMS Corpus Workbench and its kin have them. <text> or <doc>
 * is a document; <s> ends a sentence, and so does an empty line; <p> and the like end a
 * block; other tags are passed over. Tokens outside of any document make one, too. */
#include "input/options.h"
#include "input/tokens.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

struct vertical {
    struct corpus_reader *r;
    struct tokens tokens;
    size_t column;
    const char *tag; /* the open document's; NULL: it has none */
    struct bytes decoded;
};

struct tag {
    const char *name, *rest, *end;
    size_t len;
    bool closing;
};

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || c == '.' || c == ':' || (unsigned char)c >= 0x80;
}

/* <NAME ...>, </NAME>, <!...> or <?...?>, and no TAB: a token may be "<" or have the
 * lemma
 * "<unknown>". */
static bool is_tag(const uint8_t *line, size_t len)
{
    uint8_t c = len > 2 ? line[1] : 0;

    if (len < 3 || line[0] != '<' || line[len - 1] != '>' || memchr(line, '\t', len))
        return false;
    return c == '/' || c == '!' || c == '?' || c >= 0x80 ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static void parse_tag(const uint8_t *line, size_t len, struct tag *t)
{
    const char *p = (const char *)line + 1;

    t->end = (const char *)line + len - 1;
    t->closing = *p == '/';
    p += t->closing;
    t->name = p;
    while (p < t->end && is_name(*p))
        p++;
    t->len = (size_t)(p - t->name);
    t->rest = p;
}

static bool is_called(const struct tag *t, const char *name)
{
    return strlen(name) == t->len && memcmp(t->name, name, t->len) == 0;
}

static bool is_among(const struct tag *t, const char *const names[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_called(t, names[i]))
            return true;
    return false;
}

/* The UTF-8 of a code point; 0 bytes for what is none. */
static size_t encode(char *out, unsigned long c)
{
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 0;
    return utf8_encode((uint32_t)c, out);
}

/* &NAME; without its & and ;. */
static size_t decode_entity(char *out, const char *name, size_t len)
{
    static const struct {
        const char *name;
        char byte;
    } named[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    char digits[12], *end;
    bool hex = len > 1 && (name[1] | 0x20) == 'x';
    unsigned long c;

    for (size_t i = 0; i < 5; i++)
        if (strlen(named[i].name) == len && memcmp(name, named[i].name, len) == 0)
            return *out = named[i].byte, 1;
    if (len < 2 || len > 9 || name[0] != '#')
        return 0;
    memcpy(digits, name + 1 + hex, len - 1 - hex);
    digits[len - 1 - hex] = '\0';
    if (strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789") !=
            strlen(digits) ||
        !*digits)
        return 0;
    c = strtoul(digits, &end, hex ? 16 : 10);
    return encode(out, c);
}

/* Entities undone; what is none stays as it is. */
static int decode(struct vertical *v, const char **p, size_t *len)
{
    const char *at = *p, *end = at + *len, *amp, *semi;
    char utf8[4];
    size_t n;
    int err;

    if (!memchr(at, '&', *len))
        return CORPUS_OK;
    v->decoded.len = 0;
    for (; (amp = memchr(at, '&', (size_t)(end - at))); at = semi + 1) {
        size_t reach = (size_t)(end - amp) < 12 ? (size_t)(end - amp) : 12;

        semi = memchr(amp, ';', reach);
        n = semi ? decode_entity(utf8, amp + 1, (size_t)(semi - amp - 1)) : 0;
        if (!n)
            semi = amp;
        if ((err = bytes_add(&v->decoded, at, (size_t)(amp - at))) ||
            (err = bytes_add(&v->decoded, n ? utf8 : "&", n ? n : 1)))
            return err;
    }
    if ((err = bytes_add(&v->decoded, at, (size_t)(end - at))) ||
        (err = bytes_reserve(&v->decoded, CORPUS_TEXT_PAD)))
        return err;
    *p = (const char *)v->decoded.data;
    *len = v->decoded.len;
    return CORPUS_OK;
}

/* NAME="VALUE" or NAME='VALUE', again and again. */
static int set_attributes(struct vertical *v, const struct tag *t)
{
    const char *p = t->rest, *name, *value, *quote;
    size_t name_len, len;
    int err;

    for (;;) {
        while (p < t->end && !is_name(*p))
            p++;
        for (name = p; p < t->end && is_name(*p);)
            p++;
        name_len = (size_t)(p - name);
        while (p < t->end && *p == ' ')
            p++;
        if (t->end - p < 3 || *p != '=')
            return CORPUS_OK;
        for (p++; p < t->end && *p == ' ';)
            p++;
        if (p == t->end || (*p != '"' && *p != '\'') ||
            !(quote = memchr(p + 1, *p, (size_t)(t->end - p - 1))))
            return CORPUS_OK;
        value = p + 1;
        len = (size_t)(quote - value);
        if ((err = decode(v, &value, &len)) ||
            (err = tokens_field(v->r, name, name_len, value, len)))
            return err;
        p = quote + 1;
    }
}

static const char *document_tag(const struct vertical *v, const struct tag *t)
{
    const char *own = v->r->text_element;

    if (own)
        return is_called(t, own) ? own : NULL;
    return is_called(t, "text") ? "text" : is_called(t, "doc") ? "doc" : NULL;
}

static int open_document(struct vertical *v, const struct tag *t, const char *name)
{
    int err = tokens_end(v->r, &v->tokens);

    if (err)
        return err;
    doc_clear(v->r, v->r->feed.line);
    if ((err = set_attributes(v, t)))
        return err;
    v->tag = name;
    return tokens_begin(v->r, &v->tokens, DOC_ID_LINE, "attribute");
}

/* Within <doc>, <text> is a block like others; the other way round, too. */
static int read_tag(struct vertical *v, const uint8_t *line, size_t len)
{
    static const char *const sentences[] = {"s", "sent", "sentence"};
    static const char *const blocks[] = {
        "p",       "para",    "paragraph", "head", "div",       "u",
        "sp",      "lg",      "ab",        "item", "utterance", "turn",
        "chapter", "section", "title",     "text", "doc"};
    const char *name;
    struct tag t;

    parse_tag(line, len, &t);
    name = document_tag(v, &t);
    if (name && (!v->tokens.open || !v->tag || strcmp(name, v->tag) == 0)) {
        if (!t.closing)
            return open_document(v, &t, name);
        return v->tag ? tokens_end(v->r, &v->tokens) : CORPUS_OK;
    }
    if (is_among(&t, sentences, sizeof sentences / sizeof *sentences))
        tokens_boundary(&v->tokens, CORPUS_BREAK_SENTENCE);
    else if (is_among(&t, blocks, sizeof blocks / sizeof *blocks))
        tokens_boundary(&v->tokens, CORPUS_BREAK_BLOCK);
    return CORPUS_OK;
}

static int read_token(struct vertical *v, const uint8_t *line, size_t len)
{
    struct corpus_reader *r = v->r;
    const uint8_t *value;
    const char *token;
    size_t n;
    int err;

    if (!tokens_column(line, len, v->column, &value, &n))
        return bad_record(r, r->feed.line, "no column %zu", v->column);
    if (n == 0)
        return bad_record(r, r->feed.line, "column %zu is empty", v->column);
    if (!v->tokens.open) {
        doc_clear(r, r->feed.line);
        v->tag = NULL;
        if ((err = tokens_begin(r, &v->tokens, DOC_ID_FIRST_PATH, "attribute")))
            return err;
    }
    token = (const char *)value;
    if ((err = decode(v, &token, &n)))
        return err;
    return tokens_add(r, &v->tokens, token, n);
}

int read_vertical(struct corpus_reader *r)
{
    struct vertical v = {.r = r, .column = 1};
    uint8_t *line;
    size_t len;
    int err = CORPUS_OK;

    if (r->column)
        v.column = (size_t)strtoul(r->column, NULL, 10);
    if (v.column == 0)
        return reader_fail(r, CORPUS_EINVAL, 0,
                           "columns of a vertical file have numbers");
    while (!err && (err = reader_line(r, &line, &len)) > 0) {
        err = CORPUS_OK;
        if (is_blank(line, len))
            tokens_boundary(&v.tokens, CORPUS_BREAK_SENTENCE);
        else if (is_tag(line, len))
            err = read_tag(&v, line, len);
        else
            err = read_token(&v, line, len);
    }
    if (!err)
        err = tokens_end(r, &v.tokens);
    bytes_free(&v.decoded);
    return err;
}

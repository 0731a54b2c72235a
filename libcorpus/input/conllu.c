/* CoNLL-U: a word per line in ten columns, a blank line after each sentence, comments
 * before it. What stands in the text is counted: of a range (1-2 for "don't") its own
 * form and not the words it is made of; empty nodes (1.1) never. Columns other than the
 * form exist for the words alone, so there the words are counted. A missing lemma is the
 * form. */
#include "input/options.h"
#include "input/tokens.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COLUMN_ID = 1, COLUMN_FORM, COLUMN_LEMMA };

struct conllu {
    struct corpus_reader *r;
    struct tokens tokens;
    size_t column;
    bool announced;        /* "# newdoc", and no token yet */
    unsigned long covered; /* words up to this one belong to a range already counted */
};

size_t conllu_column(const char *name)
{
    static const char *const names[] = {"id",    "form", "lemma",  "upos", "xpos",
                                        "feats", "head", "deprel", "deps", "misc"};
    char *end;
    unsigned long n = strtoul(name, &end, 10);

    if (end != name && !*end)
        return n <= 10 ? n : 0;
    for (size_t i = 0; i < 10; i++)
        if (strcasecmp(name, names[i]) == 0)
            return i + 1;
    return 0;
}

static int begin(struct conllu *c)
{
    c->announced = false;
    return tokens_begin(c->r, &c->tokens, DOC_ID_FIRST_PATH, "comment");
}

/* The document before this line ends, even one without a token. */
static int finish(struct conllu *c)
{
    int err = c->announced ? begin(c) : CORPUS_OK;

    return err ? err : tokens_end(c->r, &c->tokens);
}

static const uint8_t *trim(const uint8_t *p, const uint8_t **end)
{
    while (p < *end && (*p == ' ' || *p == '\t'))
        p++;
    while (*end > p && ((*end)[-1] == ' ' || (*end)[-1] == '\t'))
        --*end;
    return p;
}

static int new_document(struct conllu *c, const uint8_t *id, size_t len)
{
    struct corpus_reader *r = c->r;
    const struct field *f = &r->fields[FIELD_ID];
    int err = finish(c);

    if (err)
        return err;
    doc_clear(r, r->feed.line);
    c->announced = true;
    return len && f->name && !f->named ? doc_set(r, FIELD_ID, id, len) : CORPUS_OK;
}

/* "# KEY = VALUE" or "# KEY". Before the first token they are about the document. */
static int read_comment(struct conllu *c, const uint8_t *line, size_t len)
{
    const uint8_t *end = line + len, *key = trim(line + 1, &end), *value = end, *key_end;
    const uint8_t *equals = memchr(key, '=', (size_t)(end - key));
    size_t n, value_len;

    key_end = equals ? equals : end;
    key = trim(key, &key_end);
    value = equals ? trim(equals + 1, &end) : end;
    n = (size_t)(key_end - key);
    value_len = (size_t)(end - value);
    if ((n == 6 && memcmp(key, "newdoc", 6) == 0) ||
        (n == 9 && memcmp(key, "newdoc id", 9) == 0))
        return new_document(c, value, value_len);
    if (n >= 6 && memcmp(key, "newpar", 6) == 0)
        tokens_boundary(&c->tokens, CORPUS_BREAK_BLOCK);
    if (c->tokens.open || !value_len)
        return CORPUS_OK;
    return tokens_field(c->r, (const char *)key, n, value, value_len);
}

/* "7", "7-9" or "7.1". */
static bool parse_id(const uint8_t *p, size_t len, unsigned long *first,
                     unsigned long *last, char *kind)
{
    char text[32], *end;

    if (len == 0 || len >= sizeof text)
        return false;
    memcpy(text, p, len);
    text[len] = '\0';
    if (strspn(text, "0123456789-.") != len || text[0] < '0' || text[0] > '9')
        return false;
    *first = *last = strtoul(text, &end, 10);
    *kind = *end;
    if (!*end)
        return true;
    if (end[1] < '0' || end[1] > '9')
        return false;
    *last = strtoul(end + 1, &end, 10);
    return !*end;
}

static bool is_missing(const uint8_t *p, size_t len)
{
    return len == 1 && *p == '_';
}

static int add_token(struct conllu *c, const uint8_t *line, size_t len)
{
    struct corpus_reader *r = c->r;
    const uint8_t *value, *form;
    size_t n, form_len;
    int err;

    if (!tokens_column(line, len, c->column, &value, &n) ||
        !tokens_column(line, len, COLUMN_FORM, &form, &form_len))
        return bad_record(r, r->feed.line, "no column %zu", c->column);
    if (c->column == COLUMN_LEMMA && is_missing(value, n))
        value = form, n = form_len;
    if (n == 0)
        return bad_record(r, r->feed.line, "column %zu is empty", c->column);
    if (!c->tokens.open && (err = begin(c)))
        return err;
    return tokens_add(r, &c->tokens, value, n);
}

static int read_word(struct conllu *c, const uint8_t *line, size_t len)
{
    bool forms = c->column == COLUMN_FORM;
    unsigned long first, last;
    const uint8_t *id;
    size_t n;
    char kind;

    tokens_column(line, len, COLUMN_ID, &id, &n);
    if (!parse_id(id, n, &first, &last, &kind))
        return bad_record(c->r, c->r->feed.line,
                          "not a line of CoNLL-U: no word number");
    if (kind == '.')
        return CORPUS_OK;
    if (kind == '-') {
        if (!forms)
            return CORPUS_OK;
        c->covered = last;
    } else if (forms && first <= c->covered) {
        return CORPUS_OK;
    }
    return add_token(c, line, len);
}

int read_conllu(struct corpus_reader *r)
{
    struct conllu c = {.r = r, .column = COLUMN_FORM};
    uint8_t *line;
    size_t len;
    int err = CORPUS_OK;

    if (r->column && !(c.column = conllu_column(r->column)))
        return reader_fail(r, CORPUS_EINVAL, 0, "CoNLL-U has no column \"%s\"",
                           r->column);
    doc_clear(r, 1);
    while (!err && (err = reader_line(r, &line, &len)) > 0) {
        err = CORPUS_OK;
        if (is_blank(line, len)) {
            tokens_boundary(&c.tokens, CORPUS_BREAK_SENTENCE);
            c.covered = 0;
        } else if (*line == '#') {
            err = read_comment(&c, line, len);
        } else {
            err = read_word(&c, line, len);
        }
    }
    return err ? err : finish(&c);
}

/* TEI and other XML, by expat: the text of each outermost <text> (or --text-element).
 * White space is folded to one space, blocks end with an empty line, verse lines with a
 * line end; of <choice> the corrected, regular, expanded reading is taken. Fields are
 * attributes of the text element, of the TEI element around it, or the first element of
 * that name in the teiHeader. Nothing outside the file is ever loaded. */
#include "input/reader.h"
#include "input/tokens.h"

#ifdef HAVE_EXPAT

#include <expat.h>
#include <stdlib.h>
#include <string.h>

enum { IN_CHOICE = 1 }; /* flags kept per open element */

struct tei {
    struct corpus_reader *r;
    XML_Parser parser;
    struct bytes open;  /* a byte of flags per open element */
    size_t skipping;    /* depth of the element that is left out, 0: none */
    size_t text;        /* depth of the text element, 0: outside */
    size_t header;      /* depth of teiHeader */
    size_t capture;     /* depth of the header element being taken as a field */
    size_t captured;    /* and that field */
    struct bytes value; /* its text */
    bool *from_header;  /* per field: taken from the header */
    struct bytes *kept; /* per field: what the header or the TEI element said */
    struct bytes out;   /* text on its way */
    bool left_out, any, space, seen_text;
    int breaks; /* line ends due before the next word */
    int err;
};

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon ? colon + 1 : name;
}

static bool is_among(const char *name, const char *const names[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

#define AMONG(name, names) is_among(name, names, sizeof names / sizeof *names)

static void stop(struct tei *t, int err)
{
    if (err && !t->err) {
        t->err = err;
        XML_StopParser(t->parser, XML_FALSE);
    }
}

static int flush(struct tei *t, bool final)
{
    int err = bytes_reserve(&t->out, CORPUS_TEXT_PAD);

    if (!err && !t->left_out)
        err = doc_text(t->r, t->out.data, t->out.len, final);
    t->out.len = 0;
    return err;
}

/* What is due before the next word. */
static int add_gap(struct tei *t)
{
    int err = CORPUS_OK;

    if (t->any && (t->breaks || t->space))
        err = bytes_add(&t->out, t->breaks ? "\n\n" : " ",
                        t->breaks ? (size_t)t->breaks : 1);
    t->breaks = 0;
    t->space = false;
    t->any = true;
    return err;
}

static bool is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static int add_text(struct tei *t, const char *p, size_t len)
{
    const char *end = p + len, *word;
    int err;

    while (p < end) {
        if (is_white(*p)) {
            t->space = true;
            p++;
            continue;
        }
        for (word = p; p < end && !is_white(*p);)
            p++;
        if ((err = add_gap(t)) || (err = bytes_add(&t->out, word, (size_t)(p - word))))
            return err;
    }
    return t->out.len >= t->r->options.buffer_size ? flush(t, false) : CORPUS_OK;
}

/* Also in the middle of a word that an inline element parts: no gap. */
static void due(struct tei *t, const char *name)
{
    static const char *const blocks[] = {
        "p",        "head",       "div",     "ab",        "lg",       "sp",
        "speaker",  "stage",      "item",    "list",      "cell",     "row",
        "table",    "quote",      "opener",  "closer",    "trailer",  "byline",
        "front",    "body",       "back",    "titlePage", "docTitle", "titlePart",
        "epigraph", "argument",   "salute",  "signed",    "dateline", "address",
        "figure",   "u",          "div1",    "div2",      "div3",     "div4",
        "div5",     "h1",         "h2",      "h3",        "h4",       "h5",
        "h6",       "li",         "td",      "th",        "tr",       "ul",
        "ol",       "blockquote", "section", "article"};
    static const char *const lines[] = {"l", "br", "addrLine", "docImprint",
                                        "docAuthor"};
    static const char *const spaced[] = {"lb", "pb", "cb", "note", "gap", "milestone"};

    if (AMONG(name, blocks))
        t->breaks = 2;
    else if (AMONG(name, lines))
        t->breaks = t->breaks ? t->breaks : 1;
    else if (AMONG(name, spaced))
        t->space = true;
}

static const char *attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

/* A field's value among the attributes; xml:id answers for id, unless another is named.
 */
static const char *field_attribute(const struct corpus_reader *r, size_t i,
                                   const char **attributes)
{
    const struct field *f = &r->fields[i];
    const char *value = f->name ? attribute(attributes, f->name) : NULL;

    if (value || i != FIELD_ID || !f->name || f->named)
        return value;
    return attribute(attributes, "xml:id");
}

static int keep(struct tei *t, size_t field, const void *value, size_t len)
{
    t->kept[field].len = 0;
    return bytes_add(&t->kept[field], value, len);
}

/* A new <TEI>: what the one before said is forgotten. */
static int open_tei(struct tei *t, const char **attributes)
{
    struct corpus_reader *r = t->r;
    int err;

    for (size_t i = FIELD_ID; i < r->n_fields; i++) {
        const char *value = field_attribute(r, i, attributes);

        t->from_header[i] = false;
        t->kept[i].len = 0;
        if (value && (err = keep(t, i, value, strlen(value))))
            return err;
    }
    return CORPUS_OK;
}

static int open_text(struct tei *t, const char **attributes)
{
    struct corpus_reader *r = t->r;
    int err = CORPUS_OK;

    doc_clear(r, XML_GetCurrentLineNumber(t->parser));
    t->seen_text = true;
    t->left_out = t->any = t->space = false;
    t->breaks = 0;
    for (size_t i = FIELD_ID; i < r->n_fields && !err; i++) {
        const char *value = field_attribute(r, i, attributes);

        if (i == FIELD_SOURCE && !reader_wants_source(r))
            continue;
        if (value)
            err = doc_set(r, i, value, strlen(value));
        else if (t->kept[i].len)
            err = doc_set(r, i, t->kept[i].data, t->kept[i].len);
        if (!err && i <= FIELD_SOURCE && tokens_lacks(r, i)) {
            t->left_out = true;
            return bad_record(r, r->line, "no attribute or header element \"%s\"",
                              r->fields[i].name);
        }
    }
    return err ? err : doc_begin(r, DOC_ID_FIRST_PATH);
}

static int close_text(struct tei *t)
{
    int err = flush(t, true);

    t->text = 0;
    return err || t->left_out ? err : doc_end(t->r);
}

/* Is the header element `name` a field that has no value yet? */
static void start_capture(struct tei *t, const char *name)
{
    for (size_t i = FIELD_ID; i < t->r->n_fields && !t->capture; i++) {
        const struct field *f = &t->r->fields[i];
        bool plain =
            i < FIELD_META && !f->named; /* a default name is no header element */

        if (f->name && !plain && !t->from_header[i] && strcmp(f->name, name) == 0) {
            t->capture = t->open.len;
            t->captured = i;
            t->value.len = 0;
        }
    }
}

static int end_capture(struct tei *t)
{
    size_t len = t->value.len;
    int err = CORPUS_OK;

    t->capture = 0;
    if (len && t->value.data[len - 1] == ' ')
        len--;
    for (size_t i = FIELD_ID; i < t->r->n_fields && !err; i++) {
        const struct field *f = &t->r->fields[i];

        if (f->name && strcmp(f->name, t->r->fields[t->captured].name) == 0 &&
            !t->from_header[i]) {
            t->from_header[i] = true;
            err = t->kept[i].len ? CORPUS_OK : keep(t, i, t->value.data, len);
        }
    }
    return err;
}

static int capture_text(struct tei *t, const char *p, size_t len)
{
    int err = CORPUS_OK;

    for (size_t i = 0; i < len && !err; i++) {
        bool after_space = t->value.len == 0 || t->value.data[t->value.len - 1] == ' ';

        if (!is_white(p[i]))
            err = bytes_add(&t->value, p + i, 1);
        else if (!after_space)
            err = bytes_add(&t->value, " ", 1);
    }
    return err;
}

static int open_element(struct tei *t, const char *name, const char **attributes)
{
    static const char *const roots[] = {"TEI", "TEI.2"};
    static const char *const originals[] = {"sic", "orig", "abbr"};
    bool in_choice = t->open.len && t->open.data[t->open.len - 1] & IN_CHOICE;
    const char *element = t->r->text_element ? t->r->text_element : "text";
    uint8_t flags = strcmp(name, "choice") == 0 ? IN_CHOICE : 0;
    int err = bytes_add(&t->open, &flags, 1);

    if (err || t->skipping)
        return err;
    if (t->header) {
        start_capture(t, name);
    } else if (strcmp(name, "teiHeader") == 0) {
        t->header = t->text ? 0 : t->open.len;
        t->skipping = t->text ? t->open.len : 0;
    } else if (t->text && in_choice && AMONG(name, originals)) {
        t->skipping = t->open.len;
    } else if (t->text) {
        due(t, name);
    } else if (AMONG(name, roots)) {
        err = open_tei(t, attributes);
    }
    if (!err && !t->text && !t->header && strcmp(name, element) == 0) {
        t->text = t->open.len;
        err = open_text(t, attributes);
    }
    return err;
}

static void XMLCALL on_start(void *user, const XML_Char *name,
                             const XML_Char **attributes)
{
    struct tei *t = user;

    if (!t->err)
        stop(t, open_element(t, local_name(name), attributes));
}

static int close_element(struct tei *t, const char *name)
{
    size_t depth = t->open.len--;

    if (t->skipping) {
        t->skipping = t->skipping == depth ? 0 : t->skipping;
        return CORPUS_OK;
    }
    if (t->capture == depth)
        return end_capture(t);
    if (t->header == depth)
        t->header = 0;
    if (t->text == depth)
        return close_text(t);
    if (t->text)
        due(t, name);
    return CORPUS_OK;
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    struct tei *t = user;

    if (!t->err)
        stop(t, close_element(t, local_name(name)));
}

static void XMLCALL on_text(void *user, const XML_Char *p, int len)
{
    struct tei *t = user;

    if (t->err || t->skipping)
        return;
    if (t->capture)
        stop(t, capture_text(t, p, (size_t)len));
    else if (t->text)
        stop(t, add_text(t, p, (size_t)len));
}

/* An entity declared elsewhere would be text lost without a word. */
static void XMLCALL on_skipped_entity(void *user, const XML_Char *name, int is_parameter)
{
    struct tei *t = user;
    uint64_t line = XML_GetCurrentLineNumber(t->parser);

    if (!t->err && !is_parameter)
        stop(t, bad_record(t->r, line, "entity &%s; is not declared in the file", name));
}

static int XMLCALL on_external_entity(XML_Parser parser, const XML_Char *context,
                                      const XML_Char *base, const XML_Char *system_id,
                                      const XML_Char *public_id)
{
    (void)parser, (void)context, (void)base, (void)system_id, (void)public_id;
    return XML_STATUS_ERROR;
}

/* The XML ends here, for good. What was handed over of an open document stays. */
static int broken(struct tei *t)
{
    enum XML_Error code = XML_GetErrorCode(t->parser);
    uint64_t line = XML_GetCurrentLineNumber(t->parser);
    int err;

    if (code == XML_ERROR_NO_MEMORY)
        return CORPUS_ENOMEM;
    err = reader_skip(t->r, CORPUS_SKIP_DAMAGED, CORPUS_EINPUT, line, "XML: %s%s",
                      XML_ErrorString(code),
                      t->text ? "; the rest of the document is lost" : "");
    return err || !t->text ? err : close_text(t);
}

static int parse(struct tei *t)
{
    struct feed *f = &t->r->feed;
    enum XML_Status status;
    int err;

    do {
        if ((err = reader_fill(t->r)))
            return err;
        status = XML_Parse(t->parser, (const char *)f->data, (int)f->end, f->eof);
        f->pos = f->end;
        if (t->err)
            return t->err;
        if (status != XML_STATUS_OK)
            return broken(t);
    } while (!f->eof);
    if (t->seen_text)
        return CORPUS_OK;
    return reader_skip(t->r, CORPUS_SKIP_DAMAGED, CORPUS_EINPUT, 0, "no element <%s>",
                       t->r->text_element ? t->r->text_element : "text");
}

static int start(struct tei *t)
{
    size_t n = t->r->n_fields;

    if (!(t->from_header = calloc(n, sizeof *t->from_header)) ||
        !(t->kept = calloc(n, sizeof *t->kept)) || !(t->parser = XML_ParserCreate(NULL)))
        return CORPUS_ENOMEM;
    XML_SetUserData(t->parser, t);
    XML_SetElementHandler(t->parser, on_start, on_end);
    XML_SetCharacterDataHandler(t->parser, on_text);
    XML_SetSkippedEntityHandler(t->parser, on_skipped_entity);
    XML_SetExternalEntityRefHandler(t->parser, on_external_entity);
    return CORPUS_OK;
}

int read_tei(struct corpus_reader *r)
{
    struct tei t = {.r = r};
    int err = start(&t);

    if (!err)
        err = parse(&t);
    XML_ParserFree(t.parser);
    for (size_t i = 0; t.kept && i < r->n_fields; i++)
        bytes_free(&t.kept[i]);
    free(t.kept);
    free(t.from_header);
    bytes_free(&t.open);
    bytes_free(&t.value);
    bytes_free(&t.out);
    return err;
}

#else

int read_tei(struct corpus_reader *r)
{
    return reader_fail(r, CORPUS_EINPUT, 0,
                       "is XML, which this build cannot read; build with expat");
}

#endif

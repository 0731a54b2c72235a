/* Opening a table: header, trailer, directory, and the sums that find records in it.
 *
 * Nothing a file says is used before its checksum is right, and nothing is allocated
 * that the size of the file does not justify. Blocks are read with pread: a file that
 * shrinks meanwhile is an error, not a signal. */
#include "table/reader.h"
#include "base/file.h"
#include "table/provenance.h"
#include "table/shelf.h"
#include "table/type_index.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- faults ----------------------------------------------------------------------- */

int table_fail_at(corpus_table *t, int err, const char *place)
{
    snprintf(t->fault.place, sizeof t->fault.place, "%s", place);
    return err;
}

int table_fail(corpus_table *t, int err, const struct section *s, size_t block)
{
    char name[32];

    block_section_name(name, sizeof name, s->blocks[block]);
    snprintf(t->fault.place, sizeof t->fault.place, "block %zu of %s", block + 1, name);
    return err;
}

const char *corpus_table_fault(const corpus_table *table)
{
    return table->fault.place;
}

/* ---- sections --------------------------------------------------------------------- */

static struct section *section_of(corpus_table *t, const struct table_block *b)
{
    struct table_family *family = t->further + b->family;

    if (b->family)
        return b->kind == KIND_NGRAMS ? family->ngrams + b->order
                                      : family->marginals + b->order;
    switch (b->kind) {
    case KIND_PROVENANCE: return &t->provenances;
    case KIND_SOURCES:    return &t->sources;
    case KIND_DOCUMENTS:  return &t->documents;
    case KIND_LEXICON:    return &t->lexicon;
    case KIND_NGRAMS:     return t->ngrams + b->order;
    case KIND_POSTINGS:   return t->postings + b->order;
    default:              return t->marginals + b->order;
    }
}

static int section_add(struct section *s, const struct table_block *b)
{
    int err = mem_reserve(&s->blocks, &s->cap, s->n + 1, sizeof *s->blocks);

    if (!err)
        s->blocks[s->n++] = b;
    return err;
}

/* Sums over the blocks. Directory entries were checked to fit 32 bits each; sums of sums
 * are checked here. */
static int section_sum(struct section *s)
{
    uint64_t records = 0, children = 0, postings = 0;

    s->records = malloc((s->n + 1) * sizeof *s->records);
    s->children = malloc((s->n + 1) * sizeof *s->children);
    s->postings = malloc((s->n + 1) * sizeof *s->postings);
    if (!s->records || !s->children || !s->postings)
        return CORPUS_ENOMEM;
    for (size_t i = 0; i <= s->n; i++) {
        s->records[i] = records;
        s->children[i] = children;
        s->postings[i] = postings;
        if (i == s->n)
            break;
        records += s->blocks[i]->records;
        if (__builtin_add_overflow(children, s->blocks[i]->children, &children) ||
            __builtin_add_overflow(postings, s->blocks[i]->postings, &postings))
            return CORPUS_ECORRUPT;
    }
    return CORPUS_OK;
}

static void section_free(struct section *s)
{
    free(s->blocks);
    free(s->records);
    free(s->children);
    free(s->postings);
}

size_t section_find(const struct section *s, uint64_t record)
{
    size_t low = 0, high = s->n;

    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;

        if (s->records[mid] <= record)
            low = mid;
        else
            high = mid;
    }
    return low;
}

/* Call `f` for every section there is. */
static int each_section(corpus_table *t, int (*f)(struct section *))
{
    struct section *front[] = {&t->provenances, &t->sources, &t->documents, &t->lexicon};
    int err = CORPUS_OK;

    for (unsigned i = 0; i < 4 && !err; i++)
        err = f(front[i]);
    for (unsigned n = 0; n <= CORPUS_ORDER_MAX + 1 && !err; n++)
        err = f(t->ngrams + n);
    for (unsigned n = 0; n <= CORPUS_ORDER_MAX && !err; n++)
        if (!(err = f(t->postings + n)))
            err = f(t->marginals + n);
    for (unsigned i = 1; i <= FAMILIES_MAX && !err; i++)
        for (unsigned n = 0; n < FAMILY_ORDER_MAX + 2 && !err; n++)
            if (!(err = f(t->further[i].ngrams + n)) && n <= FAMILY_ORDER_MAX)
                err = f(t->further[i].marginals + n);
    return err;
}

/* ---- blocks ----------------------------------------------------------------------- */

static int read_packed(corpus_table *t, uint64_t offset, size_t size)
{
    int err;

    t->packed.len = 0;
    if ((err = bytes_reserve(&t->packed, size)))
        return err;
    return file_read_at(t->fd, t->packed.data, size, offset);
}

int table_read_block(corpus_table *t, const struct section *s, size_t block,
                     unsigned wanted, struct column columns[BLOCK_COLUMNS],
                     unsigned *n_columns)
{
    return table_read_block_by(t, t->codec, s, block, wanted, columns, n_columns);
}

int table_read_block_by(corpus_table *t, struct block_codec *codec,
                        const struct section *s, size_t block, unsigned wanted,
                        struct column columns[BLOCK_COLUMNS], unsigned *n_columns)
{
    const struct table_block *b = s->blocks[block];
    int err = read_packed(t, b->offset, b->size);

    if (!err)
        err = block_unpack(codec, t->packed.data, b->size, t->identity, b->offset, b,
                           wanted, columns, n_columns);
    return err ? table_fail(t, err, s, block) : CORPUS_OK;
}

/* ---- header, trailer, directory --------------------------------------------------- */

static int read_header(corpus_table *t)
{
    uint8_t h[HEADER_SIZE];
    char text[100];
    int err;

    if (t->size < 8 || (err = file_read_at(t->fd, h, 8, 0)) == CORPUS_ECORRUPT ||
        (!err && memcmp(h, TABLE_MAGIC, 8)))
        return CORPUS_EFORMAT;
    if (err || (err = file_read_at(t->fd, h, sizeof h, 0)))
        return table_fail_at(t, err, "header");
    if (get_u32(h + 24) != block_crc(h, 24))
        return table_fail_at(t, CORPUS_ECORRUPT, "header");
    if (get_u32(h + 8) != TABLE_VERSION) {
        snprintf(text, sizeof text, "format version %" PRIu32 ", this program reads %d",
                 get_u32(h + 8), TABLE_VERSION);
        return table_fail_at(t, CORPUS_EFORMAT, text);
    }
    if (get_u32(h + 12)) {
        snprintf(text, sizeof text, "format flags %08" PRIx32 ", this program knows none",
                 get_u32(h + 12));
        return table_fail_at(t, CORPUS_EFORMAT, text);
    }
    t->format = get_u32(h + 8);
    t->identity = get_u64(h + 16);
    return CORPUS_OK;
}

/* The trailer knows how long the file is, so a cut or lengthened one is noticed. */
static int read_trailer(corpus_table *t, uint64_t *directory, uint64_t *records)
{
    uint8_t e[TRAILER_SIZE];
    int err;

    if (t->size < HEADER_SIZE + BLOCK_HEADER_SIZE + TRAILER_SIZE)
        return table_fail_at(t, CORPUS_ECORRUPT, "cut short");
    if ((err = file_read_at(t->fd, e, sizeof e, t->size - sizeof e)))
        return table_fail_at(t, err, "trailer");
    if (memcmp(e, TABLE_TRAILER_MAGIC, 8))
        return table_fail_at(t, CORPUS_ECORRUPT, "cut short, or something follows its end");
    if (get_u32(e + 40) != block_crc(e, 40) || get_u64(e + 8) != t->identity ||
        get_u64(e + 24) != t->size)
        return table_fail_at(t, CORPUS_ECORRUPT, "trailer");
    *directory = get_u64(e + 16);
    *records = get_u64(e + 32);
    if (*directory < HEADER_SIZE ||
        *directory > t->size - TRAILER_SIZE - BLOCK_HEADER_SIZE ||
        t->size - TRAILER_SIZE - *directory > UINT32_MAX)
        return table_fail_at(t, CORPUS_ECORRUPT, "trailer");
    return CORPUS_OK;
}

static int read_directory(corpus_table *t)
{
    struct column columns[BLOCK_COLUMNS];
    struct table_block self = {.kind = KIND_DIRECTORY};
    uint64_t at, records, sum = 0;
    unsigned n;
    int err = read_trailer(t, &at, &records);

    if (err)
        return err;
    self.size = (uint32_t)(t->size - TRAILER_SIZE - at);
    if ((err = read_packed(t, at, self.size)))
        return table_fail_at(t, err, "directory");
    self.records = get_u32(t->packed.data + 8);
    if ((err = block_unpack(t->codec, t->packed.data, self.size, t->identity, at, &self,
                            ALL_COLUMNS, columns, &n)) ||
        (err = directory_unpack(&t->directory, columns, n, self.records, at)))
        return table_fail_at(t, err, "directory");
    for (size_t i = 0; i < t->directory.n && !err; i++) {
        const struct table_block *b = t->directory.blocks + i;

        sum += b->records;
        err = section_add(section_of(t, b), b);
    }
    if (!err && sum != records)
        return table_fail_at(t, CORPUS_ECORRUPT, "directory");
    return err ? err : each_section(t, section_sum);
}

/* ---- what the sections say of each other ------------------------------------------ */

static int read_provenance(corpus_table *t)
{
    struct column columns[BLOCK_COLUMNS];
    unsigned n;
    int err;

    for (size_t i = 0; i < t->provenances.n; i++) {
        if ((err = table_read_block(t, &t->provenances, i, ALL_COLUMNS, columns, &n)) ||
            (err = bytes_add(&t->provenance, columns[0].at,
                             (size_t)(columns[0].end - columns[0].at))))
            return err;
    }
    if ((err = bytes_add(&t->provenance, "", 1)) ||
        (err = bytes_add(&t->options, t->provenance.data, t->provenance.len)))
        return err;
    t->provenance.len--;
    for (size_t i = 0; i < t->options.len; i++)
        if (t->options.data[i] == '\n')
            t->options.data[i] = 0;
    return CORPUS_OK;
}

/* A small number the table cannot be read without. */
static int number_option(corpus_table *t, const char *name, unsigned least, unsigned most,
                         unsigned *out)
{
    const char *value = corpus_table_option(t, name);
    char *end;
    unsigned long v = value ? strtoul(value, &end, 10) : 0;

    if (!value || *end || end == value || v < least || v > most)
        return table_fail_at(t, CORPUS_ECORRUPT, "provenance");
    *out = (unsigned)v;
    return CORPUS_OK;
}

/* field<TAB>NUMBER<TAB>NAME lines: names of the metadata fields, in order. */
static int read_field_names(corpus_table *t)
{
    const char *line = (const char *)t->provenance.data;
    int err = CORPUS_OK;

    while (line && *line && !err) {
        const char *lf = strchr(line, '\n'), *name;

        if (!lf)
            return table_fail_at(t, CORPUS_ECORRUPT, "provenance");
        if (!strncmp(line, "field\t", 6) && (name = memchr(line + 6, '\t', lf - line - 6)))
            err = table_strings_add(&t->field_names, name + 1, (size_t)(lf - name - 1));
        line = lf + 1;
    }
    t->n_fields = (unsigned)t->field_names.n;
    return err;
}

static int check_sections(corpus_table *t)
{
    uint64_t types = section_records(&t->lexicon);

    if (types > TYPES_MAX || types != section_records(t->ngrams + 1) ||
        section_records(&t->documents) > UINT32_MAX ||
        section_records(&t->sources) > UINT32_MAX)
        return CORPUS_ECORRUPT;
    for (unsigned n = 1; n <= CORPUS_ORDER_MAX; n++) {
        const struct section *s = t->ngrams + n;

        if (n > t->order && s->n)
            return CORPUS_ECORRUPT;
        if (s->children[s->n] != section_records(t->ngrams + n + 1))
            return CORPUS_ECORRUPT;
        if (section_records(t->postings + n) !=
            (n <= t->postings_order ? s->postings[s->n] : 0))
            return CORPUS_ECORRUPT;
        if (section_records(t->marginals + n) != (n > 1 && n <= t->order ? types : 0))
            return CORPUS_ECORRUPT;
    }
    return CORPUS_OK;
}

/* A family has as many levels as it should, or is not there at all. */
static int check_families(corpus_table *t)
{
    uint64_t types = section_records(&t->lexicon);

    for (unsigned i = 1; i <= FAMILIES_MAX; i++) {
        unsigned order = i <= t->families.n ? t->families.all[i].order : 0;
        const struct table_family *f = t->further + i;

        for (unsigned n = 1; n <= FAMILY_ORDER_MAX; n++) {
            const struct section *s = f->ngrams + n;

            if ((n > order && s->n) || (n == 1 && section_records(s) > types) ||
                s->children[s->n] != section_records(s + 1) ||
                section_records(f->marginals + n) != (n == order ? types : 0))
                return CORPUS_ECORRUPT;
        }
    }
    return CORPUS_OK;
}

static int read_shape(corpus_table *t)
{
    int err;

    if ((err = read_provenance(t)) ||
        (err = number_option(t, "order", 1, CORPUS_ORDER_MAX, &t->order)) ||
        (err = number_option(t, "postings", 0, CORPUS_ORDER_MAX, &t->postings_order)) ||
        (err = read_field_names(t)))
        return err;
    if (t->postings_order > t->order)
        t->postings_order = t->order;
    if (families_parse(&t->families, t->order, corpus_table_option(t, "window"),
                       corpus_table_option(t, "skip")))
        return table_fail_at(t, CORPUS_ECORRUPT, "provenance");
    if ((err = check_sections(t)) || (err = check_families(t)))
        return table_fail_at(t, err, "directory");
    t->n_types = (uint32_t)section_records(&t->lexicon);
    t->n_sources = (uint32_t)section_records(&t->sources);
    t->n_documents = section_records(&t->documents);
    return table_load_sources(t);
}

/* ---- open, close ------------------------------------------------------------------ */

static int look_at_file(corpus_table *t)
{
    struct stat st;

    if (t->fd < 0 || fstat(t->fd, &st))
        return CORPUS_EIO;
    if (S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return CORPUS_EIO;
    }
    if (!S_ISREG(st.st_mode))
        return table_fail_at(t, CORPUS_EFORMAT, "not a regular file");
    t->size = (uint64_t)st.st_size;
    return CORPUS_OK;
}

int corpus_table_open(corpus_table **out, const char *path, corpus_fault *fault)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    *out = NULL;
    if (fault)
        *fault = (corpus_fault){{0}};
    return fd < 0 ? CORPUS_EIO : table_open_file(out, fd, fault);
}

int table_open_file(corpus_table **out, int fd, corpus_fault *fault)
{
    corpus_table *t = calloc(1, sizeof *t);
    int err;

    *out = NULL;
    if (!t) {
        close(fd);
        return CORPUS_ENOMEM;
    }
    t->fd = fd;
    if ((err = look_at_file(t)) || (err = block_codec_new(&t->codec)) ||
        (err = read_header(t)) || (err = read_directory(t)) || (err = read_shape(t))) {
        if (fault)
            *fault = t->fault;
        corpus_table_close(t);
        return err;
    }
    *out = t;
    return CORPUS_OK;
}

static int free_section(struct section *s)
{
    section_free(s);
    return CORPUS_OK;
}

void corpus_table_close(corpus_table *t)
{
    int why = errno;

    if (!t)
        return;
    if (t->fd >= 0)
        close(t->fd);
    each_section(t, free_section);
    directory_free(&t->directory);
    block_codec_free(t->codec);
    bytes_free(&t->packed);
    bytes_free(&t->provenance);
    bytes_free(&t->options);
    table_strings_free(&t->source_names);
    table_strings_free(&t->field_names);
    table_strings_free(&t->types);
    table_strings_free(&t->ids);
    table_strings_free(&t->fields);
    free(t->source_docs);
    free(t->source_totals);
    free(t->document_source);
    free(t->document_totals);
    free(t->field_row);
    free(t->freq);
    free(t->type_of);
    shelf_free(&t->shelf);
    type_index_free(&t->index);
    for (unsigned n = 0; n <= CORPUS_ORDER_MAX; n++)
        for (unsigned k = 0; k <= CORPUS_ORDER_MAX; k++)
            free(t->marginal[n][k]);
    for (unsigned i = 1; i <= FAMILIES_MAX; i++)
        for (unsigned k = 1; k <= FAMILY_ORDER_MAX; k++)
            free(t->further[i].slots[k]);
    free(t);
    errno = why;
}

/* ---- facts ------------------------------------------------------------------------ */

unsigned corpus_table_order(const corpus_table *t)
{
    return t->order;
}

unsigned corpus_table_postings_order(const corpus_table *t)
{
    return t->postings_order;
}

unsigned corpus_table_format(const corpus_table *t)
{
    return t->format;
}

uint64_t corpus_table_bytes(const corpus_table *t)
{
    return t->size;
}

uint64_t corpus_table_ngrams(const corpus_table *t, unsigned order)
{
    return order && order <= t->order ? section_records(t->ngrams + order) : 0;
}

unsigned corpus_table_families(const corpus_table *t)
{
    return t->families.n;
}

int corpus_table_family(const corpus_table *t, unsigned family, corpus_family *out)
{
    if (!family || family > t->families.n)
        return CORPUS_EINVAL;
    *out = t->families.all[family];
    return CORPUS_OK;
}

unsigned corpus_table_pairs(const corpus_table *t)
{
    const corpus_family *first = t->families.all + 1;

    return t->families.n && (first->before || first->after);
}

unsigned corpus_table_skips(const corpus_table *t, const unsigned gaps[], unsigned order)
{
    for (unsigned i = 1 + corpus_table_pairs(t); i <= t->families.n; i++) {
        const corpus_family *f = t->families.all + i;

        if (f->order == order && !memcmp(f->gaps, gaps, (order - 1) * sizeof *gaps))
            return i;
    }
    return 0;
}

uint64_t corpus_table_family_rows(const corpus_table *t, unsigned family)
{
    if (!family || family > t->families.n)
        return 0;
    return section_records(table_section(t, family, table_levels(t, family)));
}

uint64_t corpus_table_total(const corpus_table *t, unsigned order)
{
    return order && order <= t->order ? t->totals[order] : 0;
}

const char *corpus_table_provenance(const corpus_table *t, size_t *len)
{
    if (len)
        *len = t->provenance.len;
    return (const char *)t->provenance.data;
}

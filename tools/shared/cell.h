/* Columns, the cells under them, and how a cell reads as text. */
#ifndef CELL_H
#define CELL_H

#include "shared/tool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Three kinds of strings, so that nothing is escaped twice. A token is one type as it
 * is, raw: a space in it becomes \s everywhere. A term is what corpus_scan_term() gives:
 * types joined by spaces, already escaped (\s \t \n \r \\). A text is anything else,
 * raw. TSV and the table for the eye print terms as they are and escape the others
 * alike; the formats with quoting of their own (csv, json, markdown, latex) get the true
 * characters, but for the space within a token, which stays \s so that a term always
 * splits at spaces. */
enum column_kind { COLUMN_TEXT, COLUMN_TOKEN, COLUMN_TERM, COLUMN_COUNT, COLUMN_REAL };

typedef struct column {
    const char *name;
    enum column_kind kind;
    const char *meaning; /* "occurrences"; may be NULL, as the next two */
    const char *unit;    /* "tokens", "bits" */
    const char *source;  /* where the formula is printed */
    bool low_is_best;    /* sorting by it begins with the smallest; texts always do */
} column;

typedef union cell {
    struct {
        const char *data;
        size_t len;
    } text;
    uint64_t count;
    double real; /* NaN: undefined */
} cell;

static inline cell cell_text(const char *data, size_t len)
{
    return (cell){.text = {data, len}};
}

static inline cell cell_count(uint64_t count)
{
    return (cell){.count = count};
}

static inline cell cell_real(double real)
{
    return (cell){.real = real};
}

/* Add a number; `digits` significant ones, 17 lose nothing. NaN adds nothing, infinities
 * "inf" and "-inf"; there is no minus zero. The tools never call setlocale(), so the
 * decimal point is one. */
void cell_add_real(struct text *t, double value, unsigned digits);
void cell_add_count(struct text *t, uint64_t count);

/* Add a cell as TSV has it: one line, no TAB, escapes with a backslash. */
void cell_add_plain(struct text *t, const column *c, cell value, unsigned digits);

/* Write a token as TSV has it to where there is room for 2 * len; returns its end. */
char *cell_put_token(char *to, const char *s, size_t len);

/* Add a cell's true characters (see above); numbers as above. */
void cell_add_raw(struct text *t, const column *c, cell value, unsigned digits);

/* Add a string between quotes as JSON has it; bytes that are not UTF-8 become U+FFFD. */
void cell_add_json(struct text *t, const char *data, size_t len);

/* One step of UTF-8: the length of the valid character at `s`, its code point at *cp;
 * 0 when there is none. */
size_t cell_decode(const char *s, size_t len, uint32_t *cp);

/* Columns the character takes on a terminal: 0, 1 or 2. */
unsigned cell_width(uint32_t cp);

#endif

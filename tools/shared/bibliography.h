/* Who is cited: the publications behind measures, by the short form in which columns name
 * their source, and --bib FILE. */
#ifndef BIBLIOGRAPHY_H
#define BIBLIOGRAPHY_H

#include "shared/tool.h"

/* Between these a note has keys, "dunning1993,evert2005", for \cite or [@ ]. */
#define CITE_BEGIN '\x01'
#define CITE_END '\x02'

/* Add a source as columns have it, "Walter 1975, Biometrika 62(2); Hardie 2014". With
 * --bib, and in a format that cites, what is known goes by its key. Remembers what is
 * cited. */
void bibliography_cite(struct text *t, const char *source);

/* Whether notes cite by key. */
bool bibliography_by_key(void);

/* Write common.bib, if it was asked for: all that was cited, and this software. */
void bibliography_write(void);

/* ---- the publications, in order of their keys ------------------------------------- */

struct publication {
    const char *cited; /* "Dunning 1993" */
    const char *key;   /* "dunning1993" */
    const char *type;  /* "article" */
    const char *author, *title;
    const char *in, *where; /* "journal", its name; or "publisher" ... */
    const char *volume, *number, *pages, *year; /* NULL: none */
    const char *also;                           /* "publisher = {...}" or NULL */
};

extern const struct publication publications[];
extern const size_t n_publications;

#endif

#include "diff/wordlist.h"
#include "shared/tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) tool_die("%s", corpus_strerror(CORPUS_ENOMEM))
#include <uthash.h>

struct word {
    const char *term;
    uint64_t freq;
    UT_hash_handle hh;
};

struct wordlist {
    struct word *words, *by_term;
    uint64_t total, types;
    char **lines, *memory;
};

/* The number in the second field of a line; false if there is none. */
static bool parse_freq(const char *s, uint64_t *freq)
{
    uint64_t value = 0;

    if (*s < '0' || *s > '9')
        return false;
    for (; *s >= '0' && *s <= '9'; s++) {
        if (value > (UINT64_MAX - 9) / 10)
            return false;
        value = 10 * value + (uint64_t)(*s - '0');
    }
    *freq = value;
    return !*s || *s == '\t';
}

static void add(struct wordlist *list, struct word *w, const char *path, size_t line)
{
    struct word *found;

    HASH_FIND_STR(list->by_term, w->term, found);
    if (found)
        tool_die("%s:%zu: the term '%s' stands here a second time", tool_quote(path),
                 line, tool_quote(w->term));
    HASH_ADD_KEYPTR(hh, list->by_term, w->term, strlen(w->term), w);
    if (list->total > UINT64_MAX - w->freq)
        tool_die("%s:%zu: frequencies beyond 64 bits", tool_quote(path), line);
    list->total += w->freq;
    list->types += w->freq > 0;
}

struct wordlist *wordlist_read(const char *path)
{
    struct wordlist *list = tool_alloc(sizeof *list);
    size_t n = tool_read_lines(path, &list->lines, &list->memory);

    list->words = tool_alloc((n + 1) * sizeof *list->words);
    for (size_t i = 0; i < n; i++) {
        struct word *w = &list->words[i];
        char *tab = strchr(list->lines[i], '\t');

        if (!tab || !parse_freq(tab + 1, &w->freq)) {
            if (tab && i == 0 && !isdigit((unsigned char)tab[1]))
                continue; /* a header */
            tool_die("%s:%zu: not a term, TAB, and its frequency", tool_quote(path),
                     i + 1);
        }
        *tab = '\0';
        w->term = list->lines[i];
        add(list, w, path, i + 1);
    }
    return list;
}

void wordlist_free(struct wordlist *list)
{
    if (!list)
        return;
    HASH_CLEAR(hh, list->by_term);
    free(list->words);
    free(list->lines);
    free(list->memory);
    free(list);
}

uint64_t wordlist_freq(const struct wordlist *list, const char *term, size_t len)
{
    struct word *found;

    HASH_FIND(hh, list->by_term, term, len, found);
    return found ? found->freq : 0;
}

uint64_t wordlist_total(const struct wordlist *list)
{
    return list->total;
}

uint64_t wordlist_types(const struct wordlist *list)
{
    return list->types;
}

/* A word-frequency list: TSV with a term and its frequency on each line, as corpus-freq
 * writes it; further columns do not matter. A first line whose second field is no number
 * is a header. */
#ifndef WORDLIST_H
#define WORDLIST_H

#include <stddef.h>
#include <stdint.h>

struct wordlist;

/* Dies with file and line when a line is not as said, or a term stands there twice. "-"
 * is standard input. */
struct wordlist *wordlist_read(const char *path);
void wordlist_free(struct wordlist *w);

/* 0 for a term that the list does not have. */
uint64_t wordlist_freq(const struct wordlist *w, const char *term, size_t len);
uint64_t wordlist_total(const struct wordlist *w);
uint64_t wordlist_types(const struct wordlist *w); /* terms that occur */

#endif

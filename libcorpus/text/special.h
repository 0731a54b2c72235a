/* URLs, e-mail addresses, #hashtags and @mentions: found before words are, left to
 * right, each one token as written. The rules, all of them here:
 *
 * "Letter" below is any letter, mark or number of a script that puts spaces between
 * words (Word_Break ALetter, Hebrew_Letter, Numeric, Extend); ideographs, kana, Thai
 * and the like end a URL or an address, because prose follows there without a space.
 *
 * URL       SCHEME://BODY, or www.BODY (any case) if no letter or number stands before.
 *           SCHEME: an ASCII letter, then up to 31 ASCII letters, digits, + . -
 *           BODY: begins with a letter, [ or /; letters and ASCII but white space,
 *           controls and " < > \ ^ ` { | }. What punctuates the sentence is given back
 *           from the end: . , ; : ! ? ' * and a ) or ] that is not opened inside.
 * e-mail    LOCAL@DOMAIN, with "mailto:" if that stands before. LOCAL: up to 64 bytes of
 *           letters and . _ % + - beginning with a letter or _ ; DOMAIN: up to 255 bytes,
 *           letters, hyphens and single dots, two labels or more, the last beginning with
 *           a letter that is no number.
 * #hashtag  # or U+FF03, then letters, marks, numbers (of any script), _ U+200C U+200D,
 *           one of them a letter; no letter, number, _ or & before it.
 * @mention  @, then letters, marks, numbers (of any script) or _, one of them a letter
 *           or _, then possibly @DOMAIN; no letter, number or _ before it. */
#ifndef TEXT_SPECIAL_H
#define TEXT_SPECIAL_H

#include <stddef.h>
#include <stdint.h>

struct special {
    size_t start, end;
};

/* The first of them in text[from..end); both ends are `end` when there is none. What
 * stands before it is looked at back to text[0], but it starts at or after `from`. The
 * 64 bytes after `end` must be readable. */
struct special special_next(const char *text, size_t from, size_t end);

/* From `at` on in strides of 64 bytes, the first with triggers (see ascii.h), which *bits
 * then tells; `end` or more when there is none before it. One byte after the 64 is read. */
typedef size_t ascii_seek(const char *text, size_t at, size_t end, uint64_t *bits);

ascii_seek ascii_seek_baseline, ascii_seek_avx512; /* where there is AVX-512 */
ascii_seek *ascii_seek_best(void); /* that this processor can run */

#endif

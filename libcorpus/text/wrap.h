/* Is a text hard-wrapped, its lines cut to a width, so that a line end is but a space?
 *
 * The rule, on the first SLAB_MAX bytes: let W be the smallest width that 95 % of the
 * lines with text fit in, in code points. The text is hard-wrapped if W lies between 40
 * and 132, and at least two thirds of the lines that are followed by another line with
 * text (three such lines at least) are full: the first word of the next line would not
 * have fitted within nine tenths of W any more. Poems, lists, one sentence a line and
 * long lines are not. */
#ifndef TEXT_WRAP_H
#define TEXT_WRAP_H

#include <stdbool.h>
#include <stddef.h>

bool is_hard_wrapped(const char *text, size_t len);

#endif

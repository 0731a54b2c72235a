/* What a misspelt name may have meant. */
#ifndef NEAR_H
#define NEAR_H

#include <stdbool.h>

/* Does `name` become `known` with at most two letters changed, added or taken away, one
 * if it has fewer than five? */
bool is_near(const char *name, const char *known);

#endif

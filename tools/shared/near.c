#include "shared/near.h"

#include <string.h>

/* What is alike at the beginning stays; then there are three ways to go on. */
static bool becomes(const char *a, const char *b, int slips)
{
    while (*a && *a == *b)
        a++, b++;
    if (!*a && !*b)
        return true;
    return slips-- && ((*a && becomes(a + 1, b, slips)) ||
                       (*b && becomes(a, b + 1, slips)) ||
                       (*a && *b && becomes(a + 1, b + 1, slips)));
}

bool is_near(const char *name, const char *known)
{
    return becomes(name, known, strlen(name) < 5 ? 1 : 2);
}

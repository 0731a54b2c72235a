/* A hash table with linear probing, at most half full. */
#include "shared/alike.h"
#include "shared/tool.h"

#include <stdlib.h>
#include <string.h>

/* Where this pair is, or the empty slot where it belongs. */
static uint32_t *find(const struct alike *a, const uint64_t pair[2])
{
    uint64_t h = (pair[0] * 0x9E3779B97F4A7C15u ^ pair[1]) * 0xC2B2AE3D27D4EB4Fu;
    size_t i = (size_t)(h >> 32) & (a->n_slots - 1);

    for (; a->slots[i]; i = (i + 1) & (a->n_slots - 1)) {
        const uint64_t *known = a->pair[a->slots[i] - 1];

        if (known[0] == pair[0] && known[1] == pair[1])
            break;
    }
    return &a->slots[i];
}

static void grow(struct alike *a)
{
    free(a->slots);
    a->n_slots = a->n_slots ? 2 * a->n_slots : 1024;
    a->slots = tool_alloc(a->n_slots * sizeof *a->slots);
    for (size_t i = 0; i < a->n; i++)
        *find(a, a->pair[i]) = (uint32_t)i + 1;
}

uint32_t alike_kind(struct alike *a, const uint64_t pair[2])
{
    uint32_t *slot;

    if (2 * (a->n + 1) > a->n_slots)
        grow(a);
    slot = find(a, pair);
    if (!*slot) {
        if (a->n >= UINT32_MAX - 1)
            tool_die("%s", corpus_strerror(CORPUS_ENOMEM));
        a->pair = tool_grow(a->pair, &a->cap, a->n + 1, sizeof *a->pair);
        memcpy(a->pair[a->n], pair, sizeof *a->pair);
        *slot = (uint32_t)++a->n;
    }
    return *slot - 1;
}

void alike_clear(struct alike *a)
{
    a->n = 0;
    if (a->slots)
        memset(a->slots, 0, a->n_slots * sizeof *a->slots);
}

void alike_free(struct alike *a)
{
    free(a->pair);
    free(a->slots);
    *a = (struct alike){0};
}

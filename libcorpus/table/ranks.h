/* The RANKED most frequent types, whose ranks are the codes of last tokens from order 2
 * on (last_tokens.h), found in one pass over the frequencies of types and in memory that does
 * not grow with their number. */
#ifndef TABLE_RANKS_H
#define TABLE_RANKS_H

#include "table/format.h"
#include "table/id_set.h"

/* The best so far: a heap with the worst of them on top. */
struct ranking {
    struct ranked {
        uint64_t freq;
        uint32_t id;
    } *heap;
    size_t n, cap;
};

/* Types come by ascending id. CORPUS_OK or CORPUS_ENOMEM. */
int ranking_add(struct ranking *r, uint32_t id, uint64_t freq);

/* All have come: put them in the order of their ranks; heap[rank].id is then the type. */
void ranking_finish(struct ranking *r);
void ranking_free(struct ranking *r);

/* The other way round: type -> code. */
struct ranks {
    struct id_set ranked;
    uint32_t *rank; /* of each member of the set */
};

/* From a finished ranking, of `n_types` in all. CORPUS_OK or CORPUS_ENOMEM. */
int ranks_new(struct ranks *out, const struct ranking *r, uint32_t n_types);
void ranks_free(struct ranks *r);

static inline uint32_t ranks_code(const struct ranks *r, uint32_t id)
{
    return id_set_has(&r->ranked, id) ? r->rank[id_set_below(&r->ranked, id)] : RANKED + id;
}

#endif

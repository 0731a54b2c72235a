/* --meta FILE: how an output was made, as one JSON object. */
#ifndef META_H
#define META_H

#include "shared/cell.h"
#include "shared/options.h"
#include "shared/tables.h"

/* Something the output rests on and no option says: {"m", "1234"}. */
struct meta_fact {
    const char *name, *value;
};

/* Write common.meta, if it was asked for: program, libraries, operands, options, columns with meaning, unit
 * and source, facts, and the provenance of the table. `t` may be NULL; the array `facts`
 * ends with a NULL name and may be NULL. */
void meta_write(const tool_manual *manual, const column columns[], size_t n,
                const tables *t, const struct meta_fact *facts);

/* The same for a tool that wrote the table at `path`, which it calls `name`: its contents
 * are the facts. Opens it, so only when common.meta was asked for. Dies on failure. */
void meta_write_table(const tool_manual *manual, const char *path, const char *name);

#endif

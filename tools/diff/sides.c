#include "diff/sides.h"

#include <stdlib.h>
#include <string.h>

struct sides_asked sides_asked;

const option_spec sides_specs[] = {
    {.name = "target", .arg = "A,B", .kind = OPTION_LIST, .where = &sides_asked.target,
     .shown = "all that are not the reference", .help = "the sources to describe"},
    {.name = "reference", .arg = "A,B", .kind = OPTION_LIST,
     .where = &sides_asked.reference, .shown = "all that are not the target",
     .help = "the sources to compare with"},
    {.name = "each", .kind = OPTION_FLAG, .where = &sides_asked.each,
     .help = "every source in turn against the rest (or the reference)"},
    {.name = "reference-list", .arg = "FILE", .where = &sides_asked.list,
     .help = "compare with a word list, lines of term TAB frequency"},
    {0}};

/* The group that the items from..to - 1 name together; n_groups: none. */
static unsigned find_joined(const tables *t, const struct option_list *names, size_t from,
                            size_t to)
{
    struct text name = {0};
    unsigned group;

    for (size_t k = from; k < to; k++)
        text_printf(&name, "%s%s", k > from ? "," : "", names->items[k]);
    group = tables_find_group(t, name.data);
    text_free(&name);
    return group;
}

/* The group that names->items[*i] begins to name: the list was cut at commas, and a name
 * may have some. The longest there is, so that `a,b` is itself where there is an `a`. */
static unsigned next_group(const tables *t, const struct option_list *names, size_t *i)
{
    for (size_t to = names->n; to > *i; to--) {
        unsigned group = find_joined(t, names, *i, to);

        if (group < t->n_groups) {
            *i = to;
            return group;
        }
    }
    tables_no_group(t, names->items[*i]);
}

static void label_groups(struct sides *s, const tables *t,
                         const struct option_list *names, uint8_t label)
{
    for (size_t i = 0; i < names->n;) {
        unsigned group = next_group(t, names, &i);

        if (s->label[group] != CORPUS_NEITHER && s->label[group] != label)
            tool_wrong("'%s' is both target and reference", tool_quote(t->groups[group]));
        s->label[group] = label;
    }
}

/* Those that are not named; a table without sources has nothing to miss. */
static void label_rest(struct sides *s, const tables *t, uint8_t label)
{
    unsigned n = 0;

    for (unsigned i = 0; i < t->n_groups; i++) {
        if (s->label[i] == CORPUS_NEITHER) {
            s->label[i] = label;
            n++;
        }
    }
    if (n || !t->n_groups)
        return;
    if (t->n_groups == 1)
        tool_wrong("%s has one source, '%s', and nothing to compare it with; "
                   "--reference-list takes a word list", tool_quote(t->path),
                   tool_quote(t->groups[0]));
    if (label == CORPUS_REFERENCE)
        tool_wrong("every source is a target: none is left to compare with");
    tool_wrong("every source is a reference: none is left to describe");
}

/* The reference, if it is named, but for the group whose turn it is. */
static void label_turn(struct sides *s, const tables *t, unsigned each)
{
    s->label[each] = CORPUS_TARGET;
    for (size_t i = 0; i < sides_asked.reference.n;) {
        unsigned group = next_group(t, &sides_asked.reference, &i);

        if (group != each)
            s->label[group] = CORPUS_REFERENCE;
    }
}

static _Noreturn void ask_for_target(const tables *t)
{
    struct text all = {0};

    for (unsigned i = 0; i < t->n_groups && i < 20; i++)
        text_printf(&all, "%s%s", i ? ", " : "", tool_quote(t->groups[i]));
    tool_wrong("name the sources to describe with --target, or take --each; there are: "
               "%s%s", all.data ? all.data : "none", t->n_groups > 20 ? " ..." : "");
}

static void label_named(struct sides *s, const tables *t)
{
    label_groups(s, t, &sides_asked.target, CORPUS_TARGET);
    label_groups(s, t, &sides_asked.reference, CORPUS_REFERENCE);
    if (sides_asked.target.n)
        return;
    if (!sides_asked.reference.n && !sides_asked.list)
        ask_for_target(t);
    label_rest(s, t, CORPUS_TARGET);
}

static void name_target(struct sides *s, const tables *t)
{
    text_clear(&s->target);
    text_add(&s->target, "", 0);
    for (unsigned i = 0; i < t->n_groups; i++)
        if (s->label[i] == CORPUS_TARGET)
            text_printf(&s->target, "%s%s", s->target.len ? "," : "", t->groups[i]);
}

void sides_choose(struct sides *s, const tables *t, unsigned each)
{
    if (!s->label)
        s->label = tool_alloc(t->n_groups);
    memset(s->label, CORPUS_NEITHER, t->n_groups);
    if (sides_asked.each)
        label_turn(s, t, each);
    else
        label_named(s, t);
    if (!sides_asked.reference.n && !sides_asked.list)
        label_rest(s, t, CORPUS_REFERENCE);
    name_target(s, t);
}

bool sides_have_reference(const struct sides *s, const tables *t)
{
    for (unsigned i = 0; i < t->n_groups; i++)
        if (s->label[i] == CORPUS_REFERENCE)
            return true;
    return sides_asked.list != NULL;
}

void sides_free(struct sides *s)
{
    free(s->label);
    text_free(&s->target);
}

static void add_names(struct text *t, const struct option_list *names)
{
    for (size_t i = 0; i < names->n; i++)
        text_printf(t, "%s%s", i ? ", " : "", names->items[i]);
}

void sides_describe(const struct sides *s, struct text *out)
{
    text_put(out, sides_asked.each ? "Each " : s->target.data);
    if (sides_asked.each)
        text_put(out, query.by ? query.by : "source");
    text_put(out, " compared with ");
    if (sides_asked.list)
        text_put(out, sides_asked.list);
    else if (sides_asked.reference.n)
        add_names(out, &sides_asked.reference);
    else
        text_put(out, "the rest");
}

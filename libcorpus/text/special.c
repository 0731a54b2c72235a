/* URLs, e-mail addresses, #hashtags and @mentions. special.h has the rules.
 *
 * Each has a byte that gives it away: the text is searched for those in strides, and what
 * stands around one is then tried. Every look back is bounded, every look ahead either
 * bounded or taken, so the time is linear. */
#include "text/special.h"
#include "text/ascii.h"
#include "text/unicode.h"
#include "text/utf8.h"

#include <strings.h>

enum { LOCAL_MAX = 64, DOMAIN_MAX = 255, SCHEME_MAX = 32 };

/* The text to search, and how far back a token may start. */
struct view {
    const char *text;
    size_t from, end;
};

static bool is_alnum(char c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26 || (uint8_t)(c - '0') < 10;
}

static bool is_alpha(char c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26;
}

/* A letter, mark or number of a script with spaces: see special.h. */
static bool is_spaced_letter(uint32_t c)
{
    switch (property_wb(property_of(c))) {
    case WB_ALETTER:
    case WB_HEBREW_LETTER:
    case WB_NUMERIC:
    case WB_EXTEND:
        return true;
    default:
        return false;
    }
}

static bool is_any_letter(uint32_t c)
{
    enum kind kind = property_kind(property_of(c));

    return kind == KIND_LETTER || kind == KIND_NUMBER || kind == KIND_MARK;
}

static uint32_t code_before(const char *text, size_t at)
{
    uint32_t c = ' ';

    if (at > 0)
        utf8_decode(text, utf8_back(text, 0, at), at, &c);
    return c;
}

static bool after_word(const char *text, size_t at)
{
    uint32_t c = code_before(text, at);

    return c == '_' || is_any_letter(c);
}

static bool in_body(uint32_t c)
{
    if (c < 0x80)
        return c > ' ' && c < 0x7f && !strchr("\"<>\\^`{|}", (int)c);
    return is_spaced_letter(c);
}

/* Give back what punctuates the sentence around a URL. */
static size_t trim_body(const char *text, size_t start, size_t end)
{
    long round = 0, square = 0; /* closed without being opened */

    for (size_t i = start; i < end; i++) {
        round += (text[i] == ')') - (text[i] == '(');
        square += (text[i] == ']') - (text[i] == '[');
    }
    for (; end > start; end--) {
        char c = text[end - 1];

        if (c == ')' && round > 0)
            round--;
        else if (c == ']' && square > 0)
            square--;
        else if (!c || !strchr(".,;:!?'*", c))
            break;
    }
    return end;
}

/* The end of the BODY at text[at], or 0. */
static size_t body_end(const struct view *v, size_t at)
{
    size_t start = at;
    unsigned len;
    uint32_t c;

    if (at >= v->end)
        return 0;
    utf8_decode(v->text, at, v->end, &c);
    if (!is_spaced_letter(c) && c != '[' && c != '/')
        return 0;
    for (; at < v->end; at += len) {
        len = utf8_decode(v->text, at, v->end, &c);
        if (!in_body(c))
            break;
    }
    return trim_body(v->text, start, at);
}

static struct special url_at_colon(const struct view *v, size_t colon)
{
    size_t start = colon, body = colon + 3, end;
    size_t limit = colon - v->from > SCHEME_MAX ? colon - SCHEME_MAX : v->from;

    if (body > v->end || memcmp(v->text + colon, "://", 3))
        return (struct special){0};
    while (start > limit && (is_alnum(v->text[start - 1]) ||
                             memchr("+.-", v->text[start - 1], 3)))
        start--;
    while (start < colon && !is_alpha(v->text[start]))
        start++;
    if (start == colon || !(end = body_end(v, body)))
        return (struct special){0};
    return (struct special){ start, end };
}

static struct special url_at_www(const struct view *v, size_t start)
{
    size_t end;

    if (v->end - start < 5 || strncasecmp(v->text + start, "www.", 4) ||
        after_word(v->text, start) || v->text[start + 4] == '/' ||
        !(end = body_end(v, start + 4)))
        return (struct special){0};
    return (struct special){ start, end };
}

/* The end of the DOMAIN at text[at], or 0. */
static size_t domain_end(const struct view *v, size_t at)
{
    size_t end = v->end - at > DOMAIN_MAX ? at + DOMAIN_MAX : v->end;
    size_t label = at, labels = 0;
    bool letter = false; /* the last label begins with one */
    unsigned len;
    uint32_t c;

    for (; at < end; at += len) {
        len = utf8_decode(v->text, at, end, &c);
        if (c == '.') {
            if (at == label || at + 1 >= end)
                break;
            utf8_decode(v->text, at + 1, end, &c);
            if (!is_spaced_letter(c))
                break;
            label = at + 1;
            labels++;
            letter = property_kind(property_of(c)) == KIND_LETTER;
        } else if (c == '-' ? at == label : !is_spaced_letter(c)) {
            break;
        }
    }
    while (at > label && v->text[at - 1] == '-')
        at--;
    return labels && letter && at > label ? at : 0;
}

/* The start of the LOCAL that ends before the @ at text[at], or `at`. */
static size_t local_start(const struct view *v, size_t at)
{
    size_t start = at;
    uint32_t c;

    while (start > v->from) {
        size_t before = utf8_back(v->text, v->from, start);

        utf8_decode(v->text, before, start, &c);
        if (!is_spaced_letter(c) && !(c < 0x80 && c && strchr("._%+-", (int)c)))
            break;
        if (at - before > LOCAL_MAX)
            return at;
        start = before;
    }
    while (start < at) {
        unsigned len = utf8_decode(v->text, start, at, &c);

        if (c == '_' || is_spaced_letter(c))
            break;
        start += len;
    }
    return start;
}

static struct special address_at(const struct view *v, size_t at)
{
    size_t start = local_start(v, at), end;

    if (start == at || !(end = domain_end(v, at + 1)))
        return (struct special){0};
    if (start - v->from >= 7 && !strncasecmp(v->text + start - 7, "mailto:", 7) &&
        !after_word(v->text, start - 7))
        start -= 7;
    return (struct special){ start, end };
}

/* The end of a hashtag's or a mention's name, or 0 when it has nothing of a name. */
static size_t name_end(const struct view *v, size_t at, bool tag)
{
    bool named = false;
    unsigned len;
    uint32_t c;

    for (; at < v->end; at += len) {
        len = utf8_decode(v->text, at, v->end, &c);
        if (is_any_letter(c))
            named |= property_kind(property_of(c)) == KIND_LETTER;
        else if (c == '_')
            named |= !tag;
        else if (!tag || (c != 0x200c && c != 0x200d))
            break;
    }
    return named ? at : 0;
}

static struct special mention_at(const struct view *v, size_t at)
{
    size_t end, domain;

    if (after_word(v->text, at) || !(end = name_end(v, at + 1, false)))
        return (struct special){0};
    if (end < v->end && v->text[end] == '@' && (domain = domain_end(v, end + 1)))
        end = domain;
    return (struct special){ at, end };
}

static struct special hashtag_at(const struct view *v, size_t at, size_t len)
{
    size_t end;

    if (after_word(v->text, at) || code_before(v->text, at) == '&' ||
        !(end = name_end(v, at + len, true)))
        return (struct special){0};
    return (struct special){ at, end };
}

/* What the trigger at text[at] belongs to; end 0 when it is nothing. */
static struct special try_trigger(const struct view *v, size_t at)
{
    struct special found;

    switch (v->text[at]) {
    case ':':
        return url_at_colon(v, at);
    case '#':
        return hashtag_at(v, at, 1);
    case '@':
        found = address_at(v, at);
        return found.end ? found : mention_at(v, at);
    case 'w':
    case 'W':
        return url_at_www(v, at);
    default:
        if (v->end - at < 3 || memcmp(v->text + at, "\xef\xbc\x83", 3))
            return (struct special){0};
        return hashtag_at(v, at, 3);
    }
}

struct special special_next(const char *text, size_t from, size_t end)
{
    struct view v = { text, from, end };
    ascii_seek *seek = ascii_seek_best();
    uint64_t bits;

    for (size_t at = seek(text, from, end, &bits); at < end;
         at = seek(text, at + 64, end, &bits)) {
        for (; bits; bits &= bits - 1) {
            size_t trigger = at + (size_t)__builtin_ctzll(bits);
            struct special found;

            if (trigger >= end)
                break;
            found = try_trigger(&v, trigger);
            if (found.end)
                return found;
        }
    }
    return (struct special){ end, end };
}

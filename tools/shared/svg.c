#include "shared/svg.h"
#include "shared/cell.h"
#include "shared/report_page.h"

#include <string.h>

static const double COLUMN_WIDTH = 6.6; /* of a narrow character, 12 px */

static const char *const looks[] = {"frame", "grid", "mark", "other"};
static const char *const anchors[] = {"start", "middle", "end"};

/* What XML has no character for is U+FFFD, and keys of citations are left out. */
static void add_words(struct text *t, const char *s)
{
    while (*s) {
        size_t keys = page_keys(s), n;
        uint32_t cp;

        if (keys) {
            s += keys + 2;
            continue;
        }
        n = page_character(s, &cp);
        if (cp == '<' || cp == '>' || cp == '&')
            text_put(t, cp == '<' ? "&lt;" : cp == '>' ? "&gt;" : "&amp;");
        else if (cp == 0xFFFD || cp == 0xFFFE || cp == 0xFFFF)
            text_put(t, "\xEF\xBF\xBD");
        else
            text_add(t, s, n);
        s += n;
    }
}

double svg_width(const char *words)
{
    unsigned columns = 0;

    while (*words) {
        uint32_t cp;

        words += page_character(words, &cp);
        columns += cell_width(cp);
    }
    return COLUMN_WIDTH * columns;
}

/* Half a tenth of a pixel cannot be seen, and there is no minus zero. */
static void add_place(struct text *t, const char *name, double at)
{
    text_printf(t, " %s=\"%.1f\"", name, at > -0.05 && at < 0.05 ? 0.0 : at);
}

void svg_begin(struct text *t, double width, double height, const char *title,
               const char *about)
{
    text_printf(t,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
                "viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n<title>",
                width, height, width, height);
    add_words(t, title);
    text_put(t, "</title>\n<desc>");
    add_words(t, about);
    text_put(t, "</desc>\n<style>\n"
                "text { font: 12px sans-serif; fill: #222; stroke: #fff; "
                "stroke-width: 2px; paint-order: stroke }\n"
                ".frame { stroke: #444 }\n"
                ".grid { stroke: #ddd }\n"
                ".mark { fill: #0072b2; stroke: #0072b2 }\n"
                ".other { fill: #d55e00; stroke: #d55e00 }\n"
                "</style>\n");
    text_printf(t, "<rect width=\"%.0f\" height=\"%.0f\" fill=\"#fff\"/>\n", width, height);
}

void svg_line(struct text *t, double x1, double y1, double x2, double y2,
              enum svg_look look)
{
    text_printf(t, "<line class=\"%s\"", looks[look]);
    add_place(t, "x1", x1);
    add_place(t, "y1", y1);
    add_place(t, "x2", x2);
    add_place(t, "y2", y2);
    text_put(t, "/>\n");
}

void svg_dot(struct text *t, double x, double y, enum svg_look look)
{
    text_printf(t, "<circle class=\"%s\" r=\"2\"", looks[look]);
    add_place(t, "cx", x);
    add_place(t, "cy", y);
    text_put(t, "/>\n");
}

void svg_words(struct text *t, double x, double y, enum svg_anchor anchor,
               const char *words)
{
    text_put(t, "<text");
    add_place(t, "x", x);
    add_place(t, "y", y);
    text_printf(t, " text-anchor=\"%s\">", anchors[anchor]);
    add_words(t, words);
    text_put(t, "</text>\n");
}

void svg_words_upwards(struct text *t, double x, double y, const char *words)
{
    text_printf(t, "<text transform=\"translate(%.1f %.1f) rotate(-90)\" "
                   "text-anchor=\"middle\">", x, y);
    add_words(t, words);
    text_put(t, "</text>\n");
}

void svg_end(struct text *t)
{
    text_put(t, "</svg>\n");
}

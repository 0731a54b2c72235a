/* Drawing as SVG: lines, dots and words at places in pixels, the same bytes every run. */
#ifndef SVG_H
#define SVG_H

#include "shared/tool.h"

/* Colours that the colour-blind can tell apart, and from grey (Okabe & Ito 2008). */
enum svg_look { SVG_FRAME, SVG_GRID, SVG_MARK, SVG_OTHER };

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };

/* `title` and `about` are for who cannot see it, and for search. */
void svg_begin(struct text *t, double width, double height, const char *title,
               const char *about);
void svg_line(struct text *t, double x1, double y1, double x2, double y2,
              enum svg_look look);
void svg_dot(struct text *t, double x, double y, enum svg_look look);
void svg_words(struct text *t, double x, double y, enum svg_anchor anchor,
               const char *words);
/* The same, turned to be read from below. */
void svg_words_upwards(struct text *t, double x, double y, const char *words);
void svg_end(struct text *t);

/* About as wide as the words come out. */
double svg_width(const char *words);

#endif

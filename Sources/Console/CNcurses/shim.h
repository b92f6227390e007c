/* ncursesw as Swift can see it. Swift's importer drops casting macros (A_*), varargs and, in language mode 6,
   every mutable global (stdscr, COLORS): those get a constant or a function here. NCURSES_WIDECHAR must be set
   before the first include, or the wide-character calls silently do not exist. */
#pragma once
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#define NCURSES_NOMACROS 1
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <term.h>
#include <wchar.h>

static const attr_t NC_NORMAL = WA_NORMAL, NC_BOLD = WA_BOLD, NC_DIM = WA_DIM, NC_REVERSE = WA_REVERSE,
                    NC_UNDERLINE = WA_UNDERLINE, NC_ITALIC = WA_ITALIC;

static inline WINDOW *_Nullable nc_stdscr(void) { return stdscr; }
static inline int nc_columns(void) { return COLS; }
static inline int nc_rows(void) { return LINES; }
static inline int nc_key_f(int number) { return KEY_F(number); }

/* Colours and pairs of the current screen; 0 where there are none. On vt100 start_color() says OK and the next
   alloc_pair() is a segmentation fault, so nothing about colour may be called before has_colors(). */
static inline int nc_start_colors(void) {
  if (!has_colors() || start_color() != OK) return 0;
  use_default_colors();
  return COLORS;
}
static inline int nc_pair(int foreground, int background) {
  if (!has_colors()) return 0;
  int pair = alloc_pair(foreground, background);
  return pair < 0 ? 0 : pair;
}

/* Takes character types from the user's locale (LC_CTYPE only: a decimal comma must not reach printf), or from
   C.UTF-8 when that one is not UTF-8. 1 when the user's own locale is UTF-8, else 0. */
static inline int nc_use_locale(void) {
  if (setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 1;
  setlocale(LC_CTYPE, "C.UTF-8");
  return 0;
}

/* newterm without its signal handlers: the event loop owns SIGINT, SIGTERM, SIGTSTP and SIGWINCH. */
static inline SCREEN *_Nullable nc_newterm(const char *_Nonnull term, FILE *_Nonnull output,
                                           FILE *_Nonnull input) {
  static const int signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
  struct sigaction before[4];
  for (int i = 0; i < 4; i++) sigaction(signals[i], NULL, &before[i]);
  SCREEN *screen = newterm(term, output, input);
  for (int i = 0; i < 4; i++) sigaction(signals[i], &before[i], NULL);
  return screen;
}

/* A string capability of the current terminal (terminfo(5)), or null. */
static inline const char *_Nullable nc_capability(const char *_Nonnull name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 ? NULL : value;
}

/* What the C library and so ncurses takes a scalar to be wide; -1 when not printable. */
static inline int nc_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

/* Puts one cell: a spacing scalar and up to four combining ones. The pair goes through the extended form,
   because the plain one ends at 255. An ERR at the last cell of the screen is normal: the cell is set. */
static inline void nc_put(WINDOW *_Nonnull window, int y, int x, const uint32_t *_Nonnull scalars, int count,
                          attr_t attributes, int pair) {
  wchar_t text[CCHARW_MAX + 1];
  int length = count < CCHARW_MAX ? count : CCHARW_MAX;
  for (int i = 0; i < length; i++) text[i] = (wchar_t)scalars[i];
  text[length] = 0;
  cchar_t cell;
  if (setcchar(&cell, text, attributes, (short)(pair < 32767 ? pair : 32767), &pair) == OK)
    mvwadd_wch(window, y, x, &cell);
}

/* The sequence that places the terminal's cursor, or null; valid until the next call. (mvcur() is no use: it writes
   to the process's stdout instead of the screen's stream.) */
static inline const char *_Nullable nc_address(int y, int x) {
  const char *format = nc_capability("cup");
  return format ? tiparm(format, y, x) : NULL;
}

#pragma once
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

/* Terminals: sizes, pseudo terminals, stopping ourselves, and the guard that gives the terminal back
   when the process dies. See terminal_guard.c for the reasons. */

/* TIOCGWINSZ. 0, or -1 with errno. */
int clx_term_size(int fd, int *_Nonnull columns, int *_Nonnull rows);
/* TIOCSWINSZ; the foreground process group of the terminal gets SIGWINCH. 0, or -1 with errno. */
int clx_term_set_size(int fd, int columns, int rows);
/* Opens a pseudo terminal pair, both ends close-on-exec. 0, or -1 with errno. */
int clx_term_open_pair(int *_Nonnull control, int *_Nonnull terminal, int columns, int rows);
/* Stops the process as Ctrl-Z would, whatever is blocked or handled, and returns after SIGCONT.
   In an orphaned process group, where nobody could continue us, the kernel makes it a no-op. */
void clx_term_stop_self(void);

/* Guards the terminal `fd`: on SIGSEGV, BUS, ILL, TRAP, ABRT, FPE and at exit() the restore routine runs.
   `restore` (at most 1023 bytes) leaves full-screen mode, `modes` is the line discipline to return to and
   `farewell` (at most 255 bytes) is the last thing printed after a crash. Replaces an earlier guard. Gives
   the calling thread an alternate signal stack. 0, or -1 with errno. */
int clx_term_guard(int fd, const char *_Nonnull restore, size_t length,
                   const struct termios *_Nonnull modes, const char *_Nonnull farewell);
/* Ends the guard after an orderly leave: puts the earlier signal actions back. */
void clx_term_unguard(void);
/* Runs the restore routine if the guard is set. Async-signal-safe; only the first call has an effect.
   1 when it did something, else 0. */
int clx_term_restore(void);

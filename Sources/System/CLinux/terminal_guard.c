/* Gives the terminal back when the process dies.

   A signal handler may only make async-signal-safe calls, so everything it needs is prepared when the guard
   is set: the bytes that leave full-screen mode, the saved line discipline, the farewell. The handlers run on
   an alternate stack, because a stack overflow arrives as SIGSEGV with no stack left to handle it on. They
   replace those of Swift's backtracer, which would write into the full-screen mode, and end with the default
   action, so the parent sees the true signal and a core file is still written. */
#include "CLinuxTerminal.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
enum { FATAL_COUNT = sizeof fatal_signals / sizeof *fatal_signals, STACK_BYTES = 64 * 1024 };

static struct {
  int fd;
  size_t restore_length;
  char restore[1024];
  char farewell[256];
  struct termios modes;
} guard;
/* 1 while there is something to restore; whoever swaps it to 0 does it. */
static atomic_int armed;
static struct sigaction earlier[FATAL_COUNT];
static int handlers_set;
static char alternate_stack[STACK_BYTES];

/* Writes what the terminal takes within a bounded time: a terminal that stopped reading must not keep a
   dying process alive. */
static void write_bounded(int fd, const char *bytes, size_t length) {
  for (int attempts = 0; length > 0 && attempts < 16; attempts++) {
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    if (poll(&ready, 1, 250) <= 0 || !(ready.revents & POLLOUT)) return;
    ssize_t count = write(fd, bytes, length);
    if (count < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      return;
    }
    bytes += count;
    length -= (size_t)count;
  }
}

int clx_term_restore(void) {
  if (!atomic_exchange(&armed, 0)) return 0;
  int saved_errno = errno;
  /* From a background process group tcsetattr and write would stop us with SIGTTOU. */
  sigset_t output, before;
  sigemptyset(&output);
  sigaddset(&output, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &output, &before);
  write_bounded(guard.fd, guard.restore, guard.restore_length);
  tcsetattr(guard.fd, TCSANOW, &guard.modes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = saved_errno;
  return 1;
}

static void restore_at_exit(void) { clx_term_restore(); }

static const char *signal_line(int number) {
  switch (number) {
  case SIGSEGV: return "crashed: SIGSEGV (invalid memory access)\r\n";
  case SIGBUS: return "crashed: SIGBUS (invalid memory access)\r\n";
  case SIGILL: return "crashed: SIGILL (a check in the program failed)\r\n";
  case SIGTRAP: return "crashed: SIGTRAP (a check in the program failed)\r\n";
  case SIGABRT: return "crashed: SIGABRT (aborted)\r\n";
  default: return "crashed: SIGFPE (invalid arithmetic)\r\n";
  }
}

static void on_fatal_signal(int number) {
  if (clx_term_restore()) {
    const char *line = signal_line(number);
    write_bounded(guard.fd, line, strlen(line));
    write_bounded(guard.fd, guard.farewell, strlen(guard.farewell));
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigaction(number, &action, NULL);
  sigset_t this_one;
  sigemptyset(&this_one);
  sigaddset(&this_one, number);
  raise(number); /* pending until unblocked, so it ends us here with the handler's frame on the stack */
  pthread_sigmask(SIG_UNBLOCK, &this_one, NULL);
}

static int set_handlers(void) {
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = STACK_BYTES};
  if (sigaltstack(&stack, NULL) != 0) return -1;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_fatal_signal;
  action.sa_flags = SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < FATAL_COUNT; i++)
    if (sigaction(fatal_signals[i], &action, &earlier[i]) != 0) return -1;
  return 0;
}

int clx_term_guard(int fd, const char *restore, size_t length, const struct termios *modes,
                   const char *farewell) {
  static int exit_hook_set;
  atomic_store(&armed, 0);
  guard.fd = fd;
  guard.restore_length = length < sizeof guard.restore ? length : sizeof guard.restore - 1;
  memcpy(guard.restore, restore, guard.restore_length);
  guard.modes = *modes;
  strncpy(guard.farewell, farewell, sizeof guard.farewell - 1);
  guard.farewell[sizeof guard.farewell - 1] = 0;
  if (!exit_hook_set && atexit(restore_at_exit) == 0) exit_hook_set = 1;
  if (!handlers_set && set_handlers() != 0) return -1;
  handlers_set = 1;
  atomic_store(&armed, 1);
  return 0;
}

void clx_term_unguard(void) {
  atomic_store(&armed, 0);
  if (!handlers_set) return;
  for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal_signals[i], &earlier[i], NULL);
  handlers_set = 0;
}

int clx_term_size(int fd, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0) return -1;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

int clx_term_set_size(int fd, int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  return ioctl(fd, TIOCSWINSZ, &size);
}

int clx_term_open_pair(int *control, int *terminal, int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  if (openpty(control, terminal, NULL, NULL, &size) != 0) return -1;
  fcntl(*control, F_SETFD, FD_CLOEXEC);
  fcntl(*terminal, F_SETFD, FD_CLOEXEC);
  return 0;
}

void clx_term_stop_self(void) {
  struct sigaction standard, before;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  sigset_t stop, mask;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  sigaction(SIGTSTP, &standard, &before);
  raise(SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  sigaction(SIGTSTP, &before, NULL);
}

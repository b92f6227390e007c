#include "BenchmarkFloor.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int floor_echo(void) {
  static char buffer[1 << 16];
  int is_large = 0;
  for (;;) {
    ssize_t count = read(0, buffer, sizeof buffer);
    if (count == sizeof buffer && !is_large) {
      // A large message: pipes of 1 MiB spare it dozens of wake-ups.
      is_large = 1;
      fcntl(0, F_SETPIPE_SZ, 1 << 20);
      fcntl(1, F_SETPIPE_SZ, 1 << 20);
    }
    if (count == 0) return 0;
    if (count < 0) {
      if (errno == EINTR) continue;
      return 1;
    }
    for (ssize_t start = 0; start < count;) {
      ssize_t written = write(1, buffer + start, (size_t)(count - start));
      if (written < 0 && errno != EINTR) return 1;
      if (written > 0) start += written;
    }
  }
}

void floor_pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int i = 0; i < CPU_SETSIZE; i++) {
    if (cpu < 0 || i == cpu) CPU_SET(i, &set);
  }
  sched_setaffinity(0, sizeof set, &set);
}

int floor_start(char *const *argv, int cpu, floor_child *child) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) return errno;
  pid_t pid = fork();
  if (pid < 0) return errno;
  if (pid == 0) {
    if (cpu >= 0) floor_pin(cpu);
    dup2(in[0], 0);
    dup2(out[1], 1);
    execv(argv[0], argv);
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  *child = (floor_child){.pid = pid, .input = in[1], .output = out[0]};
  return 0;
}

int floor_start_terminal(char *const *argv, int columns, int rows, floor_child *child) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  int terminal;
  pid_t pid = forkpty(&terminal, NULL, NULL, &size);
  if (pid < 0) return errno;
  if (pid == 0) {
    execv(argv[0], argv);
    _exit(127);
  }
  fcntl(terminal, F_SETFD, FD_CLOEXEC);
  *child = (floor_child){.pid = pid, .input = terminal, .output = terminal};
  return 0;
}

void floor_end(floor_child *child, int milliseconds) {
  close(child->input);
  if (child->output != child->input) close(child->output);
  kill(child->pid, SIGTERM);
  for (int waited = 0; waited < milliseconds; waited += 5) {
    if (waitpid(child->pid, NULL, WNOHANG) == child->pid) return;
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  kill(child->pid, SIGKILL);
  waitpid(child->pid, NULL, 0);
}

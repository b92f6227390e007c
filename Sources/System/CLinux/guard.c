#include "CLinuxGuard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct {
  pid_t group;
  int is_alive;
} guard_record;

enum { guard_capacity = 1024 };

/* Runs between fork and _exit in a process that may have had threads: async-signal-safe calls only. */
static void guard_main(int input) {
  static pid_t groups[guard_capacity];
  int count = 0;
  guard_record record;
  for (;;) {
    ssize_t size = read(input, &record, sizeof record);
    if (size < 0 && errno == EINTR) continue;
    if (size != (ssize_t)sizeof record) break;
    int place = 0;
    while (place < count && groups[place] != record.group) place++;
    if (record.is_alive && place == count && count < guard_capacity) groups[count++] = record.group;
    if (!record.is_alive && place < count) groups[place] = groups[--count];
  }
  for (int i = 0; i < count; i++) kill(-groups[i], SIGKILL);
  _exit(0);
}

int clx_guard_start(void) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC)) return -1;
  pid_t pid = fork();
  if (pid < 0) {
    close(fds[0]);
    close(fds[1]);
    return -1;
  }
  if (pid == 0) {
    setsid();
    prctl(PR_SET_NAME, "cockpit-guard", 0, 0, 0);
    for (int number = 1; number < 32; number++) {
      if (number != SIGKILL && number != SIGSTOP) signal(number, SIG_IGN);
    }
    int input = dup2(fds[0], 0);
    syscall(SYS_close_range, 1, ~0U, 0);
    guard_main(input);
  }
  close(fds[0]);
  return fds[1];
}

void clx_guard_tell(int guard, pid_t group, int is_alive) {
  if (guard < 0) return;
  guard_record record = {.group = group, .is_alive = is_alive};
  while (write(guard, &record, sizeof record) < 0 && errno == EINTR) {
  }
}

#include "CLinuxSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Why not posix_spawn: it cannot set the parent-death signal, and tells no step apart from another.
   Why vfork and not fork: its cost does not grow with our memory, and the child can report a failed
   step by writing to a variable of ours instead of through one more pipe. */

enum { highest_signal = 64, highest_standard_descriptor = 2 };

/* Moves a descriptor out of 0…2, where dup2 in the child would find it in the way. */
static int above_standard(int descriptor) {
  if (descriptor > highest_standard_descriptor) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, highest_standard_descriptor + 1);
  int saved = errno;
  close(descriptor);
  errno = saved;
  return moved;
}

static void close_all(int *descriptors, int count) {
  for (int i = 0; i < count; i++)
    if (descriptors[i] >= 0) close(descriptors[i]);
}

/* A close-on-exec pipe with both ends above 2, and `ours` (0 or 1) non-blocking. */
static int open_pipe(int ends[2], int ours) {
  if (pipe2(ends, O_CLOEXEC) < 0) {
    ends[0] = ends[1] = -1;
    return -1;
  }
  ends[0] = above_standard(ends[0]);
  ends[1] = above_standard(ends[1]);
  if (ends[0] < 0 || ends[1] < 0) return -1;
  return fcntl(ends[ours], F_SETFL, fcntl(ends[ours], F_GETFL) | O_NONBLOCK);
}

struct request {
  const char *path;
  char *const *arguments;
  char *const *environment;
  const char *directory;
  int standard[3]; /* the child's ends */
  pid_t parent;
};

struct report {
  volatile int step;
  volatile int failure;
};

_Noreturn static void fail(struct report *report, int step) {
  report->failure = errno;
  report->step = step;
  _exit(127);
}

/* Everything between vfork and execve. It runs on our memory while our thread is suspended, so: system
   calls only, no malloc, no locks, and every signal blocked until its handlers are gone. */
_Noreturn static void become(const struct request *request, struct report *report) {
  /* The bare call, because sigaction() refuses 32 and 33, which the C library keeps for itself but which
     may have come to us ignored. The kernel's structure, all zero, means SIG_DFL on every machine. */
  static const unsigned long by_default[8];
  for (int number = 1; number <= highest_signal; number++)
    syscall(SYS_rt_sigaction, number, by_default, NULL, highest_signal / 8); /* not KILL and STOP */

  if (setpgid(0, 0) < 0) fail(report, CLX_SPAWN_GROUP);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) fail(report, CLX_SPAWN_PARENT);
  errno = ESRCH;
  if (getppid() != request->parent) fail(report, CLX_SPAWN_PARENT); /* it ended before the prctl */
  if (request->directory && chdir(request->directory) < 0) fail(report, CLX_SPAWN_DIRECTORY);
  for (int i = 0; i <= highest_standard_descriptor; i++)
    if (dup2(request->standard[i], i) < 0) fail(report, CLX_SPAWN_STDIO);

  /* Ours are close-on-exec already; this is for descriptors a library opened without it. */
  int first = highest_standard_descriptor + 1;
  syscall(SYS_close_range, (unsigned)first, ~0U, CLOSE_RANGE_CLOEXEC);

  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(request->path, request->arguments, request->environment);
  fail(report, CLX_SPAWN_EXECUTE);
}

/* A frame of its own, so that the child cannot overwrite what the caller keeps on the stack. */
__attribute__((noinline)) static pid_t start(const struct request *request, struct report *report) {
  pid_t pid = vfork();
  if (pid == 0) become(request, report);
  return pid;
}

static void collect(pid_t pid) {
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
  }
}

static int failed(struct clx_child *child, int step, int failure) {
  child->pid = child->handle = child->input = child->output = child->error = -1;
  child->failed_step = step;
  child->failure = failure;
  errno = failure;
  return -1;
}

int clx_spawn(const char *path, char *const *arguments, char *const *environment,
              const char *directory, struct clx_child *child) {
  int pipes[6] = {-1, -1, -1, -1, -1, -1};
  if (open_pipe(pipes, 1) < 0 || open_pipe(pipes + 2, 0) < 0 || open_pipe(pipes + 4, 0) < 0) {
    int failure = errno;
    close_all(pipes, 6);
    return failed(child, CLX_SPAWN_PIPES, failure);
  }
  struct request request = {path, arguments, environment, directory,
                            {pipes[0], pipes[3], pipes[5]}, getpid()};
  struct report report = {CLX_SPAWN_STARTED, 0};

  /* A handler of ours must not run in the child while it still has our memory. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = start(&request, &report);
  int fork_failure = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);

  int theirs[3] = {pipes[0], pipes[3], pipes[5]}, ours[3] = {pipes[1], pipes[2], pipes[4]};
  close_all(theirs, 3);
  if (pid < 0) {
    close_all(ours, 3);
    return failed(child, CLX_SPAWN_FORK, fork_failure);
  }
  if (report.step != CLX_SPAWN_STARTED) {
    collect(pid);
    close_all(ours, 3);
    return failed(child, report.step, report.failure);
  }
  int handle = (int)syscall(SYS_pidfd_open, pid, 0); /* exact: nobody has reaped it yet */
  if (handle < 0) {
    int failure = errno;
    kill(-pid, SIGKILL);
    collect(pid);
    close_all(ours, 3);
    return failed(child, CLX_SPAWN_HANDLE, failure);
  }
  *child = (struct clx_child){pid, handle, ours[0], ours[1], ours[2], CLX_SPAWN_STARTED, 0};
  return 0;
}

int clx_wait_pidfd(int handle, int *code, int *signal) {
  siginfo_t info = {0};
  int result;
  do result = waitid(P_PIDFD, (id_t)handle, &info, WEXITED | WNOHANG);
  while (result < 0 && errno == EINTR);
  if (result < 0) return -1;
  if (info.si_pid == 0) return 0;
  int exited = info.si_code == CLD_EXITED;
  *code = exited ? info.si_status : -1;
  *signal = exited ? 0 : info.si_status;
  return 1;
}

int clx_pidfd_kill(int handle, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, handle, signal, NULL, 0);
}

int clx_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int clx_group_exists(pid_t group) { return kill(-group, 0) == 0 || errno != ESRCH; }

int clx_reap(pid_t pid) { return waitpid(pid, NULL, WNOHANG) == pid; }

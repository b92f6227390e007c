#pragma once
#include <sys/types.h>

/* Child processes: start, watch, signal, and clean up after them. See spawn.c for the reasons. */

/* Where a start failed; 0 means it did not. */
enum clx_spawn_step {
  CLX_SPAWN_STARTED = 0,
  CLX_SPAWN_PIPES = 1,     /* pipe2: too many descriptors */
  CLX_SPAWN_FORK = 2,      /* vfork: too many processes */
  CLX_SPAWN_GROUP = 3,     /* setpgid */
  CLX_SPAWN_PARENT = 4,    /* prctl, or we ended in the meantime */
  CLX_SPAWN_DIRECTORY = 5, /* chdir */
  CLX_SPAWN_STDIO = 6,     /* dup2 */
  CLX_SPAWN_EXECUTE = 7,   /* execve */
  CLX_SPAWN_HANDLE = 8,    /* pidfd_open */
};

/* A started child: our ends of its pipes are non-blocking and close-on-exec, and the caller's to close. */
struct clx_child {
  pid_t pid;
  int handle; /* pidfd: readable once the child has ended */
  int input;  /* write end of its stdin */
  int output; /* read end of its stdout */
  int error;  /* read end of its stderr */
  int failed_step; /* enum clx_spawn_step */
  int failure;     /* errno of that step */
};

/* Starts `path` (a path, no search; a relative one counts from `directory`) as leader of a process
   group of its own. `directory` may be null. Returns 0, or -1 with failed_step and failure set and
   nothing left behind. Call it from a thread that never ends: the child is killed with its thread. */
int clx_spawn(const char *_Nonnull path, char *_Nullable const *_Nonnull arguments,
              char *_Nullable const *_Nonnull environment, const char *_Nullable directory,
              struct clx_child *_Nonnull child);

/* Reaps the process behind a pidfd without waiting. 1: ended, and *code (or -1) and *signal (or 0) say
   how; 0: still running; -1: errno. */
int clx_wait_pidfd(int handle, int *_Nonnull code, int *_Nonnull signal);

/* Signals exactly the process behind a pidfd. 0, or -1 with errno. */
int clx_pidfd_kill(int handle, int signal);

/* Makes this process adopt the orphans among its descendants. 0, or -1 with errno. */
int clx_subreaper(void);

/* Whether any process, zombies included, is in process group `group`. */
int clx_group_exists(pid_t group);

/* Reaps child `pid` without waiting: 1 when it was a zombie and is gone now, else 0. */
int clx_reap(pid_t pid);

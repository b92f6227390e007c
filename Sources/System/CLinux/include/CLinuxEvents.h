/* epoll, eventfd, signalfd and descriptor calls that Swift's Glibc module lacks. Each wrapper returns what
   the call returns; errors are -1 with errno, as in the man pages. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CLX_READABLE 1u
#define CLX_WRITABLE 2u
#define CLX_HANGUP 4u
#define CLX_ERROR 8u

/* One ready descriptor: the number given to clx_epoll_add, and CLX_ flags. */
typedef struct {
  uint64_t token;
  uint32_t flags;
} clx_event;

int clx_epoll_create(void);
int clx_epoll_add(int epoll, int fd, uint32_t flags, uint64_t token);
int clx_epoll_change(int epoll, int fd, uint32_t flags, uint64_t token);
int clx_epoll_remove(int epoll, int fd);
/* Waits at most timeout_ns (-1: for ever). */
int clx_epoll_wait(int epoll, clx_event *_Nonnull events, int capacity, int64_t timeout_ns);

int clx_eventfd(void);
void clx_eventfd_raise(int fd);
void clx_eventfd_clear(int fd);

/* Blocks the signals in the calling thread (and in threads it makes later) and returns a signalfd for them. */
int clx_signalfd(const int *_Nonnull signals, int count);
/* The next pending signal number, or 0. */
int clx_signalfd_next(int fd);
int clx_ignore_sigpipe(void);
/* Names the calling thread for debuggers; at most 15 bytes. */
/* The time of day in nanoseconds since 1970, UTC. */
int64_t clx_realtime(void);
/* Seconds the local time is ahead of UTC now. */
long clx_utc_offset(void);
/* The permission bits of a file, following symlinks; -1 with errno. */
int clx_file_mode(const char *_Nonnull path);

void clx_name_thread(const char *_Nonnull name);

/* Opens a second, independent description of an inherited descriptor, non-blocking, so that the flag does not
   leak to whoever shares the first one. -1 where /proc or the kind of file does not allow it (sockets). */
int clx_reopen(int fd, int for_writing);
int clx_set_nonblocking(int fd);
int clx_pipe(int *_Nonnull fds);
/* Enlarges a pipe's buffer; harmless on anything else. */
int clx_set_pipe_size(int fd, int bytes);
/* Lets the allocator keep what large messages needed for the next ones, up to 64 MiB, instead of giving every
   large block back to the kernel and fetching its pages anew (mallopt(3)). For programs that serve. */
void clx_keep_large_blocks(void);

static inline const uint8_t *_Nullable clx_memchr(const uint8_t *_Nonnull from, int byte, size_t count) {
  return (const uint8_t *)__builtin_memchr(from, byte, count);
}

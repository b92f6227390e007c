#include "CLinuxEvents.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static uint32_t to_epoll(uint32_t flags) {
  return (flags & CLX_READABLE ? EPOLLIN | EPOLLRDHUP : 0) | (flags & CLX_WRITABLE ? EPOLLOUT : 0);
}

static uint32_t from_epoll(uint32_t events) {
  return (events & (EPOLLIN | EPOLLRDHUP) ? CLX_READABLE : 0) | (events & EPOLLOUT ? CLX_WRITABLE : 0) |
         (events & EPOLLHUP ? CLX_HANGUP : 0) | (events & EPOLLERR ? CLX_ERROR : 0);
}

int clx_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int control(int epoll, int operation, int fd, uint32_t flags, uint64_t token) {
  struct epoll_event event = {.events = to_epoll(flags), .data.u64 = token};
  return epoll_ctl(epoll, operation, fd, &event);
}

int clx_epoll_add(int epoll, int fd, uint32_t flags, uint64_t token) {
  return control(epoll, EPOLL_CTL_ADD, fd, flags, token);
}

int clx_epoll_change(int epoll, int fd, uint32_t flags, uint64_t token) {
  return control(epoll, EPOLL_CTL_MOD, fd, flags, token);
}

int clx_epoll_remove(int epoll, int fd) { return control(epoll, EPOLL_CTL_DEL, fd, 0, 0); }

int clx_epoll_wait(int epoll, clx_event *events, int capacity, int64_t timeout_ns) {
  struct epoll_event ready[128];
  if (capacity > 128) capacity = 128;
  struct timespec timeout = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
  int count = epoll_pwait2(epoll, ready, capacity, timeout_ns < 0 ? NULL : &timeout, NULL);
  if (count < 0 && errno == ENOSYS) {
    int64_t milliseconds = timeout_ns < 0 ? -1 : (timeout_ns + 999999) / 1000000;
    count = epoll_wait(epoll, ready, capacity, milliseconds > 2147483647 ? 2147483647 : (int)milliseconds);
  }
  for (int i = 0; i < count; i++) {
    events[i].token = ready[i].data.u64;
    events[i].flags = from_epoll(ready[i].events);
  }
  return count;
}

int clx_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

void clx_eventfd_raise(int fd) {
  uint64_t one = 1;
  while (write(fd, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void clx_eventfd_clear(int fd) {
  uint64_t value;
  while (read(fd, &value, sizeof value) < 0 && errno == EINTR) {
  }
}

int clx_signalfd(const int *signals, int count) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
  if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int clx_signalfd_next(int fd) {
  struct signalfd_siginfo info;
  ssize_t size;
  do {
    size = read(fd, &info, sizeof info);
  } while (size < 0 && errno == EINTR);
  return size == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

int clx_ignore_sigpipe(void) { return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0; }

int clx_reopen(int fd, int for_writing) {
  char path[40];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  return open(path, (for_writing ? O_WRONLY : O_RDONLY) | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

int clx_set_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int clx_pipe(int *fds) { return pipe2(fds, O_CLOEXEC); }

int clx_set_pipe_size(int fd, int bytes) { return fcntl(fd, F_SETPIPE_SZ, bytes); }

void clx_keep_large_blocks(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

int64_t clx_realtime(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

long clx_utc_offset(void) {
  time_t now = time(NULL);
  struct tm local;
  localtime_r(&now, &local);
  return local.tm_gmtoff;
}

int clx_file_mode(const char *path) {
  struct stat status;
  return stat(path, &status) ? -1 : (int)(status.st_mode & 07777);
}

void clx_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

/* Callers for what is measured: as lean as the floors, so that the figures are the server's. */
#include "BenchmarkFloor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int ascending(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static void summarize(double *times, size_t count, double elapsed, floor_figures *figures) {
  qsort(times, count, sizeof *times, ascending);
  figures->p50 = times[count / 2];
  figures->p99 = times[count - 1 - count / 100];
  figures->rate = (double)count / elapsed * 1e6;
}

/* ---- Lines over pipes ---- */

int floor_load_lines(
    const floor_child *child, const char *line, size_t length, int window, size_t calls,
    floor_figures *figures) {
  static char buffer[1 << 18];
  fcntl(child->input, F_SETFL, fcntl(child->input, F_GETFL) | O_NONBLOCK);
  fcntl(child->output, F_SETFL, fcntl(child->output, F_GETFL) | O_NONBLOCK);
  double *times = malloc(calls * sizeof *times), *started = malloc((size_t)window * sizeof *started);
  size_t sent = 0, answered = 0, offset = 0;
  double begin = now();
  int result = 0;
  while (answered < calls && !result) {
    while (sent < calls && sent - answered < (size_t)window) {
      if (offset == 0) started[sent % (size_t)window] = now();
      ssize_t count = write(child->input, line + offset, length - offset);
      if (count < 0) {
        if (errno != EAGAIN) result = errno;
        break;
      }
      offset += (size_t)count;
      if (offset < length) continue;
      offset = 0;
      sent++;
    }
    struct pollfd waiting[2] = {
        {.fd = child->output, .events = POLLIN},
        {.fd = offset || (sent < calls && sent - answered < (size_t)window) ? child->input : -1,
         .events = POLLOUT}};
    if (poll(waiting, 2, 30000) <= 0) result = ETIMEDOUT;
    if (!(waiting[0].revents & (POLLIN | POLLHUP))) continue;
    ssize_t count = read(child->output, buffer, sizeof buffer);
    if (count == 0 || (count < 0 && errno != EAGAIN)) result = EPIPE;
    for (char *at = buffer, *end = buffer + (count > 0 ? count : 0); at < end;) {
      char *found = memchr(at, '\n', (size_t)(end - at));
      if (!found) break;
      times[answered] = now() - started[answered % (size_t)window];
      answered++;
      at = found + 1;
    }
  }
  if (!result) summarize(times, calls, now() - begin, figures);
  free(times);
  free(started);
  return result;
}

/* ---- HTTP ---- */

typedef struct {
  int fd;
  size_t written, received, expected, head_count;
  char head[2048];
  double start;
} caller;

static int dial(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(fd, (struct sockaddr *)&address, sizeof address)) {
    close(fd);
    return -1;
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

int floor_http_reachable(int port) {
  int fd = dial(port);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

/* Takes what has come; 1 when the answer is whole, 0 when not, -1 when it is none we can use. */
static int take(caller *peer, char *buffer, size_t capacity) {
  ssize_t count = read(peer->fd, buffer, capacity);
  if (count < 0) return errno == EAGAIN ? 0 : -1;
  if (count == 0) return -1;
  if (!peer->expected) {
    size_t room = sizeof peer->head - 1 - peer->head_count, part = (size_t)count < room ? (size_t)count : room;
    memcpy(peer->head + peer->head_count, buffer, part);
    peer->head_count += part;
    peer->head[peer->head_count] = 0;
    char *end = strstr(peer->head, "\r\n\r\n");
    char *length = strcasestr(peer->head, "\r\ncontent-length:");
    if (end) {
      if (strncmp(peer->head, "HTTP/1.1 200", 12) || !length || length > end) return -1;
      peer->expected = (size_t)(end - peer->head) + 4 + strtoul(length + 17, NULL, 10);
    }
  }
  peer->received += (size_t)count;
  return peer->expected && peer->received >= peer->expected;
}

static int give(caller *peer, const char *request, size_t length) {
  if (peer->written == 0) peer->start = now();
  ssize_t count = send(peer->fd, request + peer->written, length - peer->written, MSG_NOSIGNAL);
  if (count < 0) return errno == EAGAIN ? 0 : errno;
  peer->written += (size_t)count;
  return 0;
}

int floor_load_http(
    int port, const char *request, size_t length, int connections, size_t calls,
    floor_figures *figures) {
  static char buffer[1 << 18];
  caller *callers = calloc((size_t)connections, sizeof *callers);
  struct pollfd *waiting = calloc((size_t)connections, sizeof *waiting);
  double *times = malloc(calls * sizeof *times);
  size_t answered = 0;
  int result = 0;
  for (int i = 0; i < connections && !result; i++) {
    callers[i].fd = dial(port);
    if (callers[i].fd < 0) result = ECONNREFUSED;
  }
  double begin = now();
  for (int i = 0; i < connections && !result; i++) result = give(&callers[i], request, length);
  while (answered < calls && !result) {
    for (int i = 0; i < connections; i++) {
      short events = callers[i].written < length ? POLLIN | POLLOUT : POLLIN;
      waiting[i] = (struct pollfd){.fd = callers[i].fd, .events = events};
    }
    if (poll(waiting, (nfds_t)connections, 30000) <= 0) result = ETIMEDOUT;
    for (int i = 0; i < connections && !result && answered < calls; i++) {
      caller *peer = &callers[i];
      if (waiting[i].revents & POLLOUT) result = give(peer, request, length);
      if (result || !(waiting[i].revents & (POLLIN | POLLHUP | POLLERR))) continue;
      int whole = take(peer, buffer, sizeof buffer);
      if (whole < 0) result = EPROTO;
      if (whole <= 0) continue;
      times[answered++] = now() - peer->start;
      peer->written = peer->received = peer->expected = peer->head_count = 0;
      result = give(peer, request, length);
    }
  }
  double elapsed = now() - begin;
  for (int i = 0; i < connections; i++) {
    if (callers[i].fd > 0) close(callers[i].fd);
  }
  if (!result) summarize(times, calls, elapsed, figures);
  free(callers);
  free(waiting);
  free(times);
  return result;
}

int floor_http_open(int port, const char *request, size_t length) {
  char buffer[4096];
  int fd = dial(port);
  if (fd < 0) return -1;
  struct pollfd waiting = {.fd = fd, .events = POLLIN};
  if (send(fd, request, length, MSG_NOSIGNAL) == (ssize_t)length && poll(&waiting, 1, 10000) > 0 &&
      read(fd, buffer, sizeof buffer) > 12 && !strncmp(buffer, "HTTP/1.1 200", 12)) {
    return fd;
  }
  close(fd);
  return -1;
}

int floor_free_port(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(fd, (struct sockaddr *)&address, size) || getsockname(fd, (struct sockaddr *)&address, &size)) {
    close(fd);
    return -1;
  }
  close(fd);
  return ntohs(address.sin_port);
}

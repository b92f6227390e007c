/* The least an HTTP server can cost: raw epoll, no header is read but the length of the body, which is sent back. */
#include "BenchmarkFloor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  int fd;
  char *bytes;
  size_t count, capacity;
  /* What is still to be written: the head, then the body inside `bytes`. */
  char head[128];
  size_t head_count, body_start, body_count, written;
} connection;

static const char *find_end_of_head(const char *bytes, size_t count) {
  return memmem(bytes, count, "\r\n\r\n", 4);
}

static size_t content_length(const char *head, size_t count) {
  for (const char *at = head; at + 16 < head + count; at++) {
    if (at[0] == '\n' && strncasecmp(at + 1, "content-length:", 15) == 0) {
      return strtoul(at + 16, NULL, 10);
    }
  }
  return 0;
}

/* Writes as much of the answer as the socket takes; 1 when all of it is out, 0 when not, -1 on failure. */
static int flush(connection *peer) {
  size_t total = peer->head_count + peer->body_count;
  while (peer->written < total) {
    struct iovec parts[2];
    int used = 0;
    if (peer->written < peer->head_count) {
      parts[used++] = (struct iovec){peer->head + peer->written, peer->head_count - peer->written};
    }
    size_t done = peer->written > peer->head_count ? peer->written - peer->head_count : 0;
    parts[used++] = (struct iovec){peer->bytes + peer->body_start + done, peer->body_count - done};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = (size_t)used};
    ssize_t count = sendmsg(peer->fd, &message, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN ? 0 : -1;
    peer->written += (size_t)count;
  }
  return 1;
}

static int read_request(connection *peer) {
  for (;;) {
    if (peer->capacity - peer->count < 65536) {
      peer->capacity = peer->capacity * 2 + 65536;
      peer->bytes = realloc(peer->bytes, peer->capacity);
    }
    ssize_t count = read(peer->fd, peer->bytes + peer->count, peer->capacity - peer->count);
    if (count < 0) return errno == EAGAIN ? 0 : -1;
    if (count == 0) return -1;
    peer->count += (size_t)count;
    const char *end = find_end_of_head(peer->bytes, peer->count);
    if (!end) continue;
    size_t start = (size_t)(end - peer->bytes) + 4, length = content_length(peer->bytes, start);
    if (peer->count < start + length) continue;
    peer->body_start = start;
    peer->body_count = length;
    peer->head_count = (size_t)snprintf(
        peer->head, sizeof peer->head,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", length);
    peer->written = 0;
    return 1;
  }
}

static void serve(int epoll, connection *peer) {
  if (peer->head_count == 0) {
    int ready = read_request(peer);
    if (ready == 0) return;
    if (ready < 0) goto gone;
  }
  int sent = flush(peer);
  if (sent < 0) goto gone;
  struct epoll_event event = {.events = sent ? EPOLLIN : EPOLLOUT, .data.ptr = peer};
  if (!sent || peer->written > 262144) epoll_ctl(epoll, EPOLL_CTL_MOD, peer->fd, &event);
  if (sent) peer->count = peer->head_count = 0;
  return;
gone:
  close(peer->fd);
  free(peer->bytes);
  free(peer);
}

int floor_http_serve(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) return 1;
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[64];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(epoll, events, 64, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr) {
        serve(epoll, events[i].data.ptr);
        continue;
      }
      int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) continue;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      connection *peer = calloc(1, sizeof *peer);
      peer->fd = fd;
      struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = peer};
      epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted);
    }
  }
}

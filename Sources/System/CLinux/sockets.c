#include "CLinuxSockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

union any_address {
  struct sockaddr plain;
  struct sockaddr_in ip4;
  struct sockaddr_in6 ip6;
};

/* The length of the address, or 0 when the text is no numeric one. */
static socklen_t parse_address(const char *text, int port, union any_address *address) {
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, text, &address->ip4.sin_addr) == 1) {
    address->ip4.sin_family = AF_INET;
    address->ip4.sin_port = htons((uint16_t)port);
    return sizeof address->ip4;
  }
  if (inet_pton(AF_INET6, text, &address->ip6.sin6_addr) == 1) {
    address->ip6.sin6_family = AF_INET6;
    address->ip6.sin6_port = htons((uint16_t)port);
    return sizeof address->ip6;
  }
  return 0;
}

static int close_failed(int socket) {
  int error = errno;
  close(socket);
  errno = error;
  return -1;
}

int clx_listen_tcp(const char *address, int port, int backlog, unsigned user_timeout_ms) {
  union any_address bound;
  socklen_t length = port < 0 || port > 65535 ? 0 : parse_address(address, port, &bound);
  if (length == 0) {
    errno = EINVAL;
    return -1;
  }
  int one = 1;
  int listener = socket(bound.plain.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) return -1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bound.plain.sa_family == AF_INET6)
    setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
  /* Set here once instead of on each connection: Linux copies them to accepted sockets. */
  setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (user_timeout_ms > 0)
    setsockopt(listener, IPPROTO_TCP, TCP_USER_TIMEOUT, &user_timeout_ms, sizeof user_timeout_ms);
  if (bind(listener, &bound.plain, length) != 0 || listen(listener, backlog) != 0)
    return close_failed(listener);
  return listener;
}

int clx_local_port(int socket) {
  union any_address bound;
  socklen_t length = sizeof bound;
  if (getsockname(socket, &bound.plain, &length) != 0) return -1;
  return ntohs(bound.plain.sa_family == AF_INET6 ? bound.ip6.sin6_port : bound.ip4.sin_port);
}

/* Whether the file is a socket that refuses connections: left behind by a process that was killed. */
static int is_abandoned(const struct sockaddr_un *address, socklen_t length) {
  struct stat status;
  if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) return 0;
  int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (probe < 0) return 0;
  int refused = connect(probe, (const struct sockaddr *)address, length) != 0 && errno == ECONNREFUSED;
  close(probe);
  return refused;
}

int clx_listen_unix(const char *path, int backlog) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t size = strlen(path);
  if (size >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(address.sun_path, path, size + 1);
  socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size + 1);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) return -1;
  /* Before bind, so that the file never exists with wider permissions. */
  fchmod(listener, 0600);
  int bound = bind(listener, (const struct sockaddr *)&address, length);
  if (bound != 0 && errno == EADDRINUSE) {
    if (is_abandoned(&address, length)) unlink(path);
    bound = bind(listener, (const struct sockaddr *)&address, length);
  }
  if (bound != 0 || listen(listener, backlog) != 0) return close_failed(listener);
  return listener;
}

int clx_connect_unix(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t size = strlen(path);
  if (size >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(address.sun_path, path, size + 1);
  int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0) return -1;
  if (connect(connection, (const struct sockaddr *)&address, sizeof address) != 0)
    return close_failed(connection);
  return connection;
}

int clx_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

ssize_t clx_send_two(int socket, const void *first, size_t first_length, const void *second,
                     size_t second_length) {
  if (second_length == 0) return send(socket, first, first_length, MSG_NOSIGNAL);
  struct iovec pieces[2] = {
      {.iov_base = (void *)first, .iov_len = first_length},
      {.iov_base = (void *)second, .iov_len = second_length},
  };
  struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
  return sendmsg(socket, &message, MSG_NOSIGNAL);
}

int clx_peer_has_closed(int socket) {
  struct pollfd state = {.fd = socket, .events = POLLRDHUP};
  return poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

int clx_unacknowledged_bytes(int socket) {
  int count = 0;
  return ioctl(socket, SIOCOUTQ, &count) == 0 ? count : 0;
}

void clx_reset_on_close(int socket) {
  struct linger drop = {.l_onoff = 1, .l_linger = 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &drop, sizeof drop);
}

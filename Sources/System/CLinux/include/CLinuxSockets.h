/* Listening and connected stream sockets. Each wrapper returns what the call returns; errors are -1 with errno,
   as in the man pages. */
#pragma once
#include <stddef.h>
#include <sys/types.h>

/* Listens for TCP on a numeric IPv4 or IPv6 address; port 0 takes a free one. Accepted sockets inherit
   TCP_NODELAY, and TCP_USER_TIMEOUT when user_timeout_ms is above 0. EINVAL: no numeric address. */
int clx_listen_tcp(const char *_Nonnull address, int port, int backlog, unsigned user_timeout_ms);
/* The port a TCP socket is bound to. */
int clx_local_port(int socket);
/* Listens on a Unix socket that only this user may connect to. A socket file that nobody listens on any more is
   replaced. ENAMETOOLONG: the path does not fit. */
int clx_listen_unix(const char *_Nonnull path, int backlog);

/* Connects to a Unix socket; the descriptor is close-on-exec. */
int clx_connect_unix(const char *_Nonnull path);

/* The next connection, non-blocking and close-on-exec. */
int clx_accept(int listener);

/* Sends two pieces in one call, without SIGPIPE. The second may be empty. */
ssize_t clx_send_two(int socket, const void *_Nonnull first, size_t first_length,
                     const void *_Nullable second, size_t second_length);

/* 1 when the peer has closed its writing side, or all of it, even behind bytes not yet read; else 0. */
int clx_peer_has_closed(int socket);
/* Bytes sent that the peer has not acknowledged (SIOCOUTQ); 0 where that is not known. */
int clx_unacknowledged_bytes(int socket);
/* Makes close() break the connection with a reset and drop what was not sent. */
void clx_reset_on_close(int socket);

/* What the benchmarks compare with, and how they start what they measure. */
#pragma once
#include <sys/types.h>

/* Echoes lines from stdin to stdout until the end of input: the least any stdio server can cost. */
int floor_echo(void);

/* A started program and our end of its streams; for a terminal both are the same descriptor. */
typedef struct {
  pid_t pid;
  int input, output;
} floor_child;

/* Starts argv on pipes, pinned to `cpu` (-1: anywhere). 0, or the error number. */
int floor_start(char *const _Nullable *_Nonnull argv, int cpu, floor_child *_Nonnull child);

/* Starts argv on a terminal of its own of that size. 0, or the error number. */
int floor_start_terminal(
    char *const _Nullable *_Nonnull argv, int columns, int rows, floor_child *_Nonnull child);

/* Pins the calling process to `cpu`; -1 lets it go. */
void floor_pin(int cpu);

/* Ends a child and waits for it: closes its streams, then SIGTERM, then after `milliseconds` SIGKILL. */
void floor_end(floor_child *_Nonnull child, int milliseconds);

/* Answers every request on 127.0.0.1:port with its own body, for ever: the least any HTTP server can cost. */
int floor_http_serve(int port);

/* A port of 127.0.0.1 that is free now, or -1. */
int floor_free_port(void);

/* Whether something accepts connections on 127.0.0.1:port. */
int floor_http_reachable(int port);

/* Opens a connection, sends a request and waits for the first bytes of its answer; the connection, which stays
   open, or -1. */
int floor_http_open(int port, const char *_Nonnull request, size_t length);

/* Of many calls: the median and the 99th percentile in microseconds, and calls a second. */
typedef struct {
  double p50, p99, rate;
} floor_figures;

/* Makes `calls` calls of one line each with `window` of them open; every line that comes back answers the
   oldest. 0, or the error number. */
int floor_load_lines(
    const floor_child *_Nonnull child, const char *_Nonnull line, size_t length, int window,
    size_t calls, floor_figures *_Nonnull figures);

/* Makes `calls` HTTP requests over that many connections kept alive, one open on each. Anything but a whole
   answer with status 200 is a failure. 0, or the error number. */
int floor_load_http(
    int port, const char *_Nonnull request, size_t length, int connections, size_t calls,
    floor_figures *_Nonnull figures);

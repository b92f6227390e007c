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

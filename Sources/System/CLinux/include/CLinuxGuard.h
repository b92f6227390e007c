/* A small process that outlives us and ends the process groups we leave behind when we are killed. */
#pragma once
#include <sys/types.h>

/* Starts the guard and returns the descriptor to tell it by, or -1 with errno. When the descriptor closes, which
   the kernel does however this process dies, the guard kills every group it still knows and ends. */
int clx_guard_start(void);
/* Names a group to the guard (is_alive 1), or takes it off its list (0). */
void clx_guard_tell(int guard, pid_t group, int is_alive);

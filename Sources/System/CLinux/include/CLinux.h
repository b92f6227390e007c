/* The umbrella of this module: each header is one family of calls. */
#pragma once
#include "CLinuxEvents.h"
#include "CLinuxSpawn.h"
#include "CLinuxTerminal.h"
#include "CLinuxGuard.h"
#include "CLinuxSockets.h"

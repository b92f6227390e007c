/// The sample file of the manual.
let sampleFile = #"""
  {
    "mcpServers": {
      "context":      {"command": "python3", "args": ["-m", "context_server"], 
                       "env": {"DB": "${STATE_DIR}/ctx.db"}},
      "orchestrator": {"command": "node", "args": ["dist/index.js"], "cwd": "orchestrator"},
      "search":       {"type": "http", "url": "http://127.0.0.1:7001/mcp",
                       "headers": {"Authorization": "Bearer ${SEARCH_TOKEN}"}}
    },
    "cockpit": {
      "version": 1,
      "defaults": {
        "restart": {"policy": "onFailure", "initialDelay": "500ms", "factor": 2, "maxDelay": "30s",
                    "jitter": 0.2,
                    "maxRestarts": 8, "window": "5m", "resetAfter": "60s"},
        "ready": {"probe": "handshake", "timeout": "20s"},
        "live":  {"probe": "auto", "period": "15s", "timeout": "5s", "failures": 3},
        "stop":  {"stdin": "2s", "term": "5s", "signal": "TERM"}
      },
      "servers": {
        "orchestrator": {"dependsOn": {"context": "ready"}, "namespace": "core",
                         "envFile": [".env"],
                         "autostart": true,
                         "successExitCodes": [0, 130],
                         "watch": ["dist/**"], "era": "auto"},
        "search":       {"live": {"probe": "http", "path": "/health"}}
      },
      "panes": {
        "tasks":     {"server": "orchestrator", "tool": "get_task_graph",
                      "args": {"format": "json"},
                      "every": "2s",
                      "map": {"items": "/nodes", "id": "/id", "title": "/title",
                              "status": "/status", "after": "/dependencies"}},
        "agents":    {"server": "orchestrator", "tool": "list_agents", "every": "2s"},
        "providers": {"server": "search", "tool": "get_available_providers", "every": "10s",
                      "staleAfter": "60s"}
      },
      "record": {"enabled": false, "dir": "default", "maxSize": "256MiB"},
      "redact": {"keys": ["token", "password"], "values": ["sk-[A-Za-z0-9]{8,}"],
                 "paths": ["$.params.arguments.secret"]}
    }
  }
  """#

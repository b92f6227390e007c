/// The defaults, written as the file a user could have written, and read by the same code.
///
/// It is the lowest layer under every configuration, so a value not set anywhere has the origin
/// `built-in`, and there is no second place where a default could differ.
package enum BuiltInDefaults {
  /// What stands for a file's path.
  package static let fileName = "built-in"

  /// The layer itself; also what `validate` and `config` print.
  package static let text = """
    {
      "cockpit": {
        "version": 1,
        "defaults": {
          "restart": {
            "policy": "onFailure", "initialDelay": "500ms", "factor": 2, "maxDelay": "30s",
            "jitter": 0.2, "maxRestarts": 8, "window": "5m", "resetAfter": "60s"
          },
          "ready": {"probe": "handshake", "timeout": "20s"},
          "live": {"probe": "auto", "period": "15s", "timeout": "5s", "failures": 3},
          "stop": {"stdin": "2s", "term": "5s", "signal": "TERM"},
          "era": "auto",
          "autostart": true,
          "successExitCodes": [0]
        },
        "panes": {
          "tasks": {"every": "2s"}, "agents": {"every": "2s"}, "providers": {"every": "10s"}
        },
        "record": {"enabled": false, "dir": "default", "maxSize": "256MiB"},
        "redact": {
          "keys": ["token", "password", "secret", "api_key", "access_token", "refresh_token"],
          "values": [],
          "paths": []
        },
        "ui": {
          "theme": "default", "ascii": false, "plain": false, "reducedMotion": false,
          "ambiguousWide": false, "mouse": false, "layout": "auto", "onQuit": "ask"
        }
      }
    }
    """

  /// The layer as a node.
  static func node() throws(ConfigurationError) -> ConfigurationNode {
    try ConfigurationSource(file: fileName, directory: "/", bytes: Array(text.utf8)).parse()
  }
}

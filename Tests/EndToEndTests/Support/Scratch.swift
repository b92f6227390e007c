import FoundationEssentials
import Glibc
import JSON

/// A folder of its own for one test: home, XDG folders, configuration files. Removed with the value.
final class Scratch: Sendable {
  let path: String
  /// A word found in no other process: in the environment of everything the configured servers start.
  let marker: String

  init() throws {
    let name = UUID().uuidString.lowercased()
    marker = "cockpit-test-\(name)"
    path = "\(FileManager.default.temporaryDirectory.path)/ck-\(name.prefix(8))"
    for folder in ["", "/home", "/run", "/config", "/state", "/cache", "/data", "/mcp"] {
      try FileManager.default.createDirectory(
        atPath: path + folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The environment the program under test is started with: nothing of the developer's own settings.
  var environment: [String: String] {
    [
      "PATH": Machine.environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
      "HOME": "\(path)/home", "MCP_HOME": "\(path)/mcp", "TERM": "xterm-256color",
      "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": "\(path)/run", "XDG_CONFIG_HOME": "\(path)/config",
      "XDG_STATE_HOME": "\(path)/state", "XDG_CACHE_HOME": "\(path)/cache",
      "XDG_DATA_HOME": "\(path)/data",
    ]
  }

  /// Writes a file into the folder and gives its path.
  func write(_ text: String, to name: String) throws -> String {
    let file = "\(path)/\(name)"
    try Data(text.utf8).write(to: URL(filePath: file))
    return file
  }

  /// Writes a configuration with these servers, quick timeouts and no restarts.
  func configuration(_ servers: [String: [String]], readyTimeout: String = "3s") throws -> String {
    let entries = servers.sorted { $0.key < $1.key }.map { name, command -> (String, JSONValue) in
      let entry: JSONValue = [
        "command": .string(command[0]),
        "args": .array(command.dropFirst().map { .string($0) }),
        "env": ["COCKPIT_TEST_MARKER": .string(marker)],
      ]
      return (name, entry)
    }
    let document: JSONValue = [
      "mcpServers": .object(JSONObject(entries)),
      "cockpit": [
        "version": 1,
        "defaults": [
          "restart": ["policy": "no"],
          "ready": ["probe": "handshake", "timeout": .string(readyTimeout)],
          "stop": ["stdin": "300ms", "term": "500ms"],
        ],
      ],
    ]
    return try write(JSONWriter.pretty(document), to: "cockpit.json")
  }

  /// Processes that carry this folder's marker in their environment or command line.
  func marked() -> [ProcessTable.Entry] { ProcessTable.all(holding: marker) }
}

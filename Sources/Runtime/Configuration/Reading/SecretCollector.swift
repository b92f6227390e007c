/// Gathers the values that must not appear in logs, while servers are read.
///
/// Values that came from a variable count, unless they are plainly no secret (a path, a user name);
/// values written in the file count when their name says so.
struct SecretCollector {
  /// In order of appearance, each once.
  private(set) var values: [String] = []
  private var known: Set<String> = []

  /// Variables that describe the machine and stand in every other log line.
  private static let plain: Set<String> = [
    "HOME", "HOSTNAME", "LANG", "LOGNAME", "PATH", "PWD", "SHELL", "TERM", "TMPDIR", "TZ", "USER",
  ]
  private static let telling = [
    "auth", "cookie", "credential", "key", "pass", "private", "secret", "token",
  ]

  /// Takes a value that came from the variable `name`.
  mutating func note(variable name: String, value: String) {
    let isPlain = Self.plain.contains(name) || value.hasPrefix("/") || value.hasPrefix("~")
    if !isPlain || Self.isTelling(name) { insert(value) }
  }

  /// Takes a value written under `name`, a variable or header.
  mutating func note(named name: String, value: String) {
    guard Self.isTelling(name) else { return }
    insert(value)
    // Of `Bearer abc` the second word is the secret.
    if let last = value.split(separator: " ").last, last.count < value.count {
      insert(String(last))
    }
  }

  private mutating func insert(_ value: String) {
    if value.utf8.count >= 4, known.insert(value).inserted { values.append(value) }
  }

  private static func isTelling(_ name: String) -> Bool {
    let name = name.lowercased()
    return telling.contains { word in name.contains(word) }
  }
}

extension String {
  fileprivate func contains(_ word: String) -> Bool {
    indices.contains { self[$0...].hasPrefix(word) }
  }
}

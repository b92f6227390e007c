/// Something in a configuration file that cannot be used: where, which key, what, and what to do.
package struct ConfigurationError: Error, Hashable, Sendable {
  /// The file's path as it was given or found.
  package let file: String
  /// From 1; 0 when the problem is the file as a whole.
  package let line: Int
  /// From 1, in bytes; 0 when the problem is the file as a whole.
  package let column: Int
  /// The key, e.g. `mcpServers.git.env.TOKEN`; empty when the problem is the file as a whole.
  package let key: String
  /// What is wrong.
  package let message: String
  /// What to do about it; may be empty.
  package let remedy: String

  /// Makes an error.
  package init(
    file: String, line: Int = 0, column: Int = 0, key: String = "", message: String,
    remedy: String = ""
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.key = key
    self.message = message
    self.remedy = remedy
  }

  /// One line for a person: `.mcp.json:3:7: mcpServers.git.comand: unknown key; did you mean command?`
  ///
  /// Control and invisible characters of the file, which may be anybody's, are written as `\u{1b}`.
  package var text: String {
    var parts = [line > 0 ? "\(file):\(line):\(column)" : file]
    if !key.isEmpty { parts.append(key) }
    parts.append(remedy.isEmpty ? message : "\(message); \(remedy)")
    return Self.visible(parts.joined(separator: ": "))
  }

  private static func visible(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { output, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        output += "\\u{\(String(scalar.value, radix: 16))}"
      default: output.unicodeScalars.append(scalar)
      }
    }
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// The same as ``text``.
  package var description: String { text }
}

/// Where a setting or server stands.
package struct ConfigurationOrigin: Hashable, Sendable {
  /// A file's path, or `built-in`.
  package let file: String
  /// From 1.
  package let line: Int

  /// Makes an origin.
  package init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  /// `.mcp.json:3`, or `built-in`.
  package var text: String { file == BuiltInDefaults.fileName ? file : "\(file):\(line)" }
}

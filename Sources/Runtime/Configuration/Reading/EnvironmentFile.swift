/// Reads `NAME=value` lines, the usual `.env` file.
///
/// `#` lines and empty lines are skipped, `export ` in front is allowed. A value may stand in single
/// quotes (taken as it is) or double quotes (`\n \t \" \\ \$` resolved). Nothing is interpolated.
enum EnvironmentFile {
  /// The variables in order, and the lines that are none (from 1).
  static func parse(_ text: String) -> (variables: [EnvironmentVariable], bad: [Int]) {
    var variables: [EnvironmentVariable] = []
    var bad: [Int] = []
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (number, line) in lines.enumerated() {
      var line = trimmed(line)
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("export ") { line = trimmed(line.dropFirst(7)) }
      guard let equals = line.firstIndex(of: "=") else {
        bad.append(number + 1)
        continue
      }
      let name = trimmed(line[..<equals])
      guard let value = value(trimmed(line[line.index(after: equals)...])), !name.isEmpty,
        name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
      else {
        bad.append(number + 1)
        continue
      }
      variables.append(EnvironmentVariable(name: String(name), value: value))
    }
    return (variables, bad)
  }

  private static func value(_ text: Substring) -> String? {
    guard let quote = text.first, quote == "\"" || quote == "'" else { return String(text) }
    guard text.count >= 2, text.last == quote else { return nil }
    let content = text.dropFirst().dropLast()
    guard quote == "\"" else { return String(content) }
    var output = ""
    var isEscaped = false
    for character in content {
      if !isEscaped, character == "\\" {
        isEscaped = true
        continue
      }
      if isEscaped {
        switch character {
        case "n": output += "\n"
        case "t": output += "\t"
        case "\"", "\\", "$": output.append(character)
        default: output += "\\\(character)"
        }
        isEscaped = false
      } else {
        output.append(character)
      }
    }
    return isEscaped ? nil : output
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

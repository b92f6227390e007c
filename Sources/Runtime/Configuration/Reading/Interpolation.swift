/// Fills in `${VAR}`, `${VAR:-default}`, `${env:VAR}`, `${workspaceFolder}` and `${userHome}`.
///
/// A variable without value and default is an error, never an empty string. A variable that is set
/// to nothing counts as set for `${VAR}` and as unset for `${VAR:-default}`, as in a shell.
struct Interpolation {
  /// A finished text and the values of the environment in it.
  struct Result {
    var text = ""
    /// Name and value of each variable used.
    var used: [(name: String, value: String)] = []
  }

  /// What is wrong and what to do about it.
  struct Failure: Error {
    let message: String
    let remedy: String
  }

  let environment: [String: String]
  let workspaceFolder: String

  /// Fills in one text. A `$` without `{` is an ordinary character.
  func resolve(_ text: String) throws(Failure) -> Result {
    var result = Result()
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      result.text += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        throw Failure(message: "'${' has no '}'", remedy: "close it")
      }
      try resolve(variable: rest[start.upperBound..<end], into: &result)
      rest = rest[rest.index(after: end)...]
    }
    result.text += rest
    return result
  }

  private func resolve(variable: Substring, into result: inout Result) throws(Failure) {
    switch variable {
    case "workspaceFolder": return result.text += workspaceFolder
    case "userHome": return result.text += try value(of: "HOME", spelled: variable)
    default: break
    }
    var name = variable
    var fallback: Substring?
    if let mark = variable.firstRange(of: ":-") {
      name = variable[..<mark.lowerBound]
      fallback = variable[mark.upperBound...]
    }
    if fallback?.firstRange(of: "${") != nil {
      // It would end at the first brace and leave the second in the text.
      throw Failure(message: "a default cannot hold another ${…}", remedy: "write it out")
    }
    if name.hasPrefix("env:") {
      name = name.dropFirst(4)
    } else if name.hasPrefix("input:") {
      throw Failure(
        message: "${\(variable.prefix(40))} asks a person, which this version cannot",
        remedy: "use an environment variable instead")
    }
    guard Self.isName(name) else {
      throw Failure(
        message: "${\(variable.prefix(40))} is no variable this program knows",
        remedy: "known: ${VAR}, ${VAR:-default}, ${env:VAR}, ${workspaceFolder}, ${userHome}")
    }
    let found = environment[String(name)]
    if let fallback, found ?? "" == "" { return result.text += fallback }
    let value = try value(of: String(name), spelled: variable)
    result.text += value
    result.used.append((String(name), value))
  }

  private func value(of name: String, spelled: Substring) throws(Failure) -> String {
    guard let value = environment[name] else {
      throw Failure(
        message: "\(name) is not set", remedy: "set it, or write ${\(name):-default}")
    }
    return value
  }

  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter || first == "_" else {
      return false
    }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}

extension Substring {
  /// The first place of `other`, without Foundation.
  fileprivate func firstRange(of other: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
      formIndex(after: &start)
    }
    return nil
  }
}

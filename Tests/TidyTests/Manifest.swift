/// What Package.swift declares, read from its text.
struct Manifest {
  struct Target: Equatable {
    let name: String
    /// Folder from the top of the repository.
    let path: String
    /// Names of the targets and products it depends on.
    let dependencies: [String]
    let isTest: Bool
  }

  let targets: [Target]

  init(text: String) {
    let source = SwiftSource(path: "Package.swift", text: text)
    // Comments go, strings stay: a line's code part tells where its comment starts.
    let kept = zip(source.lines, source.code).map { line, code in
      line.prefix(
        code.lastIndex { $0 != " " }.map { code.distance(from: code.startIndex, to: $0) + 1 } ?? 0)
    }
    let plain = Array(kept.joined(separator: "\n"))
    let products = Self.products(plain)
    var found: [Target] = []
    for (opener, kind) in Self.openers {
      for arguments in Self.calls(of: opener, in: plain) {
        if let target = Self.target(kind, arguments, products: products) { found.append(target) }
      }
    }
    targets = found
  }

  func target(_ name: String) -> Target? { targets.first { $0.name == name } }

  private enum Kind { case room, tests, plain }

  private static let openers: [(String, Kind)] = [
    ("room(", .room), ("tests(", .tests), (".target(", .plain), (".systemLibrary(", .plain),
    (".executableTarget(", .plain), (".testTarget(", .plain),
  ]

  private static func target(
    _ kind: Kind, _ arguments: String, products: [String: String]
  ) -> Target? {
    switch kind {
    case .room:
      guard let name = firstString(arguments), let floor = string(after: "on:", in: arguments)
      else { return nil }
      return Target(
        name: name, path: "Sources/\(floor)/\(name)",
        dependencies: list(after: "uses:", in: arguments, products), isTest: false)
    case .tests:
      guard let subject = string(after: "of:", in: arguments) else { return nil }
      return Target(
        name: "\(subject)Tests", path: "Tests/\(subject)Tests",
        dependencies: list(after: "uses:", in: arguments, products), isTest: true)
    case .plain:
      guard let name = string(after: "name:", in: arguments),
        let path = string(after: "path:", in: arguments)
      else { return nil }
      return Target(
        name: name, path: path, dependencies: list(after: "dependencies:", in: arguments, products),
        isTest: path.hasPrefix("Tests/"))
    }
  }

  /// The text between the parentheses of each call, declarations (`func room(`) left out.
  private static func calls(of opener: String, in text: [Character]) -> [String] {
    let needle = Array(opener)
    var result: [String] = []
    var start = 0
    while start + needle.count <= text.count {
      defer { start += 1 }
      guard text[start] == needle[0], Array(text[start..<start + needle.count]) == needle else {
        continue
      }
      let before = start == 0 ? " " : text[start - 1]
      if before.isLetter || String(text[..<start].suffix(5)) == "func " { continue }
      var depth = 1
      var end = start + needle.count
      while end < text.count, depth > 0 {
        if text[end] == "(" { depth += 1 }
        if text[end] == ")" { depth -= 1 }
        end += 1
      }
      result.append(String(text[(start + needle.count)..<max(end - 1, start + needle.count)]))
    }
    return result
  }

  /// `let grdb = Target.Dependency.product(name: "GRDB", …)` as `["grdb": "GRDB"]`.
  private static func products(_ text: [Character]) -> [String: String] {
    var result: [String: String] = [:]
    for line in String(text).split(separator: "\n") where line.contains(".product(") {
      let words = line.split(separator: " ")
      guard words.count > 1, words[0] == "let", let name = string(after: "name:", in: String(line))
      else { continue }
      result[String(words[1])] = name
    }
    return result
  }

  private static func firstString(_ text: String) -> String? {
    let parts = text.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 ? String(parts[1]) : nil
  }

  /// The string literal straight after `label`; nil when there is none or it is an expression.
  private static func string(after label: String, in text: String) -> String? {
    guard let range = text.firstRange(of: label) else { return nil }
    let rest = text[range.upperBound...].drop { $0.isWhitespace }
    guard rest.first == "\"", let value = firstString(String(rest)) else { return nil }
    return value.contains("\\(") ? nil : value
  }

  private static func list(
    after label: String, in text: String, _ products: [String: String]
  ) -> [String] {
    guard let range = text.firstRange(of: label) else { return [] }
    let rest = text[range.upperBound...].drop { $0.isWhitespace }
    guard rest.first == "[", let end = rest.firstIndex(of: "]") else { return [] }
    return rest[rest.index(after: rest.startIndex)..<end].split(separator: ",").compactMap { item in
      let word = item.filter { !$0.isWhitespace }
      if word.isEmpty { return nil }
      return word.hasPrefix("\"") ? word.filter { $0 != "\"" } : products[word] ?? word
    }
  }
}

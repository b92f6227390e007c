/// A place in a message: `$.params.arguments.secret`, `$.items[*].token`, `$.list[0]`.
struct RedactionPath: Equatable {
  enum Step: Equatable {
    case key(String)
    /// A position; nil for every element.
    case element(Int?)
  }

  let steps: [Step]

  /// Reads `$` followed by `.name`, `.*`, `[n]`, `[*]` or `['name']` steps.
  init(_ text: String) throws(RedactionError) {
    var rest = Substring(text)
    guard rest.popFirst() == "$" else { throw Self.error(text, "must begin with $") }
    var steps: [Step] = []
    while let first = rest.popFirst() {
      switch first {
      case ".":
        let name = rest.prefix { $0 != "." && $0 != "[" }
        guard !name.isEmpty else { throw Self.error(text, "has an empty name") }
        steps.append(name == "*" ? .element(nil) : .key(String(name)))
        rest.removeFirst(name.count)
      case "[":
        guard let close = rest.firstIndex(of: "]") else { throw Self.error(text, "lacks a ]") }
        steps.append(try Self.bracket(rest[..<close], in: text))
        rest = rest[rest.index(after: close)...]
      default: throw Self.error(text, "has '\(first)' where . or [ was expected")
      }
    }
    guard !steps.isEmpty else { throw Self.error(text, "names the whole message") }
    self.steps = steps
  }

  private static func bracket(
    _ content: Substring, in text: String
  ) throws(RedactionError) -> Step {
    if content == "*" { return .element(nil) }
    if let index = Int(content), index >= 0 { return .element(index) }
    guard content.count > 2, content.first == "'", content.last == "'" else {
      throw error(text, "has [\(content)]; use [0], [*] or ['name']")
    }
    return .key(String(content.dropFirst().dropLast()))
  }

  private static func error(_ text: String, _ problem: String) -> RedactionError {
    RedactionError(
      message: "the path '\(text)' \(problem). Write it like $.params.arguments.secret")
  }

  /// The last name on the way, which every message the path fits must contain.
  var lastKey: String? {
    for case .key(let name) in steps.reversed() { return name }
    return nil
  }
}

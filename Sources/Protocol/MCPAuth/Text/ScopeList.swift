/// Scopes as OAuth writes them: words with single spaces between (RFC 6749 §3.3).
package enum ScopeList {
  /// Scopes of one list at most: more is no list of permissions but a flood.
  package static let maximum = 256

  /// The scopes of a text in order, each once; words no scope can be are left out.
  package static func parse(_ text: String) -> [String] {
    unique(text.split(separator: " ").map { String($0) })
  }

  /// The scopes in order, each once, without what no scope can be.
  package static func unique(_ scopes: [String]) -> [String] {
    var seen: Set<String> = []
    var kept: [String] = []
    for scope in scopes where SafeText.isScope(scope) && kept.count < maximum {
      if seen.insert(scope).inserted { kept.append(scope) }
    }
    return kept
  }

  /// Both lists: first one, then what only the other has.
  package static func union(_ first: [String], _ second: [String]) -> [String] {
    unique(first + second)
  }

  /// The scopes as one text.
  package static func text(_ scopes: some Sequence<String>) -> String {
    scopes.joined(separator: " ")
  }
}

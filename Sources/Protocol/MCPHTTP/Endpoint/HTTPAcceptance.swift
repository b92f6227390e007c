/// Which forms of an answer a client takes, by its `Accept` fields (RFC 9110 §12.5.1).
package struct HTTPAcceptance: Sendable, Hashable {
  /// Whether one JSON document is acceptable.
  package let json: Bool
  /// Whether a stream of events is acceptable.
  package let events: Bool

  /// Reads the values of all `Accept` fields; without any, everything is acceptable.
  package init(_ values: [String]) {
    guard !values.isEmpty else {
      json = true
      events = true
      return
    }
    // What nearly every client writes.
    if values.count == 1, values[0] == "application/json, text/event-stream" {
      json = true
      events = true
      return
    }
    let ranges = values.flatMap { $0.split(separator: ",").map(MediaRange.init) }
    json = Self.accepts("application", "json", ranges)
    events = Self.accepts("text", "event-stream", ranges)
  }

  /// Whether the client takes none of the two.
  package var isEmpty: Bool { !json && !events }

  /// The most specific range decides.
  private static func accepts(_ type: String, _ subtype: String, _ ranges: [MediaRange]) -> Bool {
    let fitting = ranges.compactMap { range in
      range.specificity(for: type, subtype).map { (specificity: $0, isRefused: range.isRefused) }
    }
    guard let best = fitting.map(\.specificity).max() else { return false }
    return fitting.contains { $0.specificity == best && !$0.isRefused }
  }
}

/// One element of an `Accept` field.
private struct MediaRange {
  var type = ""
  var subtype = ""
  /// Weight 0: explicitly not wanted.
  var isRefused = false

  init(_ text: Substring) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    let names = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2 else { return }
    type = FieldText.trimmed(String(names[0])).lowercased()
    subtype = FieldText.trimmed(String(names[1])).lowercased()
    isRefused = parts.dropFirst().contains { part in
      let part = FieldText.trimmed(String(part))
      guard part.hasPrefix("q=") || part.hasPrefix("Q=") else { return false }
      return Double(part.dropFirst(2)) == 0
    }
  }

  func specificity(for type: String, _ subtype: String) -> Int? {
    switch (self.type, self.subtype) {
    case ("*", "*"): 0
    case (type, "*"): 1
    case (type, subtype): 2
    default: nil
    }
  }
}

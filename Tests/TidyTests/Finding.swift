import Testing

/// One place where a rule is broken.
struct Finding: CustomStringConvertible {
  let path: String
  /// From 1; nil when the whole file is meant.
  let line: Int?
  let why: String

  var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(why)" }
}

/// Fails the test when there are findings, and lists each on a line of its own.
func check(
  _ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))",
    sourceLocation: sourceLocation)
}

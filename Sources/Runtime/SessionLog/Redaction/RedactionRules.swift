/// What must not appear in logs and recordings.
package struct RedactionRules: Sendable, Equatable {
  /// Exact values: whatever was resolved from the environment into variables, headers, arguments.
  ///
  /// Values shorter than `shortestSecret` are left out, else a `1` would blank half the file.
  package var secrets: [String]
  /// Names whose values are hidden, in JSON and in `name=value` text; case, `-` and `_` are ignored.
  package var keys: [String]
  /// Regular expressions over strings and text lines, in Swift's syntax.
  package var patterns: [String]
  /// Places in messages: `$.params.arguments.secret`, `$.result.items[*].token`, `$.list[0]`.
  package var paths: [String]

  /// Secrets below this many bytes are not searched for.
  package static let shortestSecret = 4

  /// Makes rules; all empty still hides `Authorization` and cookies.
  package init(
    secrets: [String] = [], keys: [String] = [], patterns: [String] = [], paths: [String] = []
  ) {
    self.secrets = secrets
    self.keys = keys
    self.patterns = patterns
    self.paths = paths
  }

  /// How many rules of each kind there are, for the header of a recording.
  package var counts: RedactionCounts {
    RedactionCounts(
      keys: keys.count, values: patterns.count, paths: paths.count, known: secrets.count)
  }
}

/// How many redaction rules were applied to a file.
package struct RedactionCounts: Sendable, Equatable {
  /// Key names.
  package var keys: Int
  /// Regular expressions.
  package var values: Int
  /// JSON paths.
  package var paths: Int
  /// Exact secrets.
  package var known: Int

  /// Makes counts.
  package init(keys: Int = 0, values: Int = 0, paths: Int = 0, known: Int = 0) {
    self.keys = keys
    self.values = values
    self.paths = paths
    self.known = known
  }
}

/// A redaction rule that cannot be used.
package struct RedactionError: Error, Equatable, Sendable {
  /// Names the rule and what is wrong with it.
  package let message: String
}

/// How severe a log message is, from the least to the most (RFC 5424).
public enum LogLevel: String, Sendable, Hashable, CaseIterable, Comparable {
  case debug, info, notice, warning, error, critical, alert, emergency

  /// Orders by severity.
  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.place < right.place }

  private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Every level's name, for messages.
  public static let list = allCases.map(\.rawValue).joined(separator: ", ")
}

public import JSON

/// How far the server has come with a call.
public struct ProgressUpdate: Sendable, Hashable {
  /// How far, in units of the server's own; it only ever grows.
  public let progress: Double
  /// How far it will go, when known.
  public let total: Double?
  /// What is being done, for a person (2025-03-26 on).
  public let message: String?

  /// Makes an update.
  public init(progress: Double, total: Double? = nil, message: String? = nil) {
    self.progress = progress
    self.total = total
    self.message = message
  }

  /// Reads the params of `notifications/progress`; nil when `progress` is no finite number.
  public init?(_ params: JSONValue) {
    guard let progress = params["progress"]?.double, progress.isFinite else { return nil }
    self.init(
      progress: progress, total: params["total"]?.double, message: params["message"]?.string)
  }
}

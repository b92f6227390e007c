/// A revision of the protocol as data: what the rest of the engine asks instead of comparing dates.
///
/// A class only so that passing it along costs nothing; there is one object for each published revision.
public final class Revision: Sendable, Hashable {
  /// How connections of a revision begin.
  public enum Era: Sendable, Hashable {
    /// An `initialize` handshake, then a session (to 2025-11-25).
    case legacy
    /// No handshake: version and capabilities travel in every request's `_meta` (2026-07-28 on).
    case modern
  }

  /// The date that names it on the wire.
  public let name: String
  /// How its connections begin.
  public let era: Era
  /// Requests a client may send; any other method is unknown in this revision.
  public let clientRequests: Set<String>
  /// Whether tools have `outputSchema` and results `structuredContent`.
  public let hasStructuredContent: Bool
  /// Whether a structured result may be any JSON value; otherwise it must be an object.
  public let allowsAnyStructuredValue: Bool
  /// Content block types a peer of this revision knows; others are degraded to text.
  public let contentTypes: Set<String>
  /// Whether messages may come in batches.
  public let hasBatches: Bool
  /// Which ways of eliciting there are.
  public let elicitation: Elicitation
  /// Whether requests may be made tasks of the core protocol (experimental, 2025-11-25 only).
  public let hasCoreTasks: Bool

  /// The ways of asking a person for something.
  public enum Elicitation: Sendable, Hashable {
    /// None at all.
    case none
    /// Forms, without saying so.
    case form
    /// Forms and addresses, told apart by `mode`.
    case formAndURL
  }

  init(
    name: String, era: Era, clientRequests: Set<String>, hasStructuredContent: Bool,
    allowsAnyStructuredValue: Bool, contentTypes: Set<String>, hasBatches: Bool = false,
    elicitation: Elicitation, hasCoreTasks: Bool = false
  ) {
    self.name = name
    self.era = era
    self.clientRequests = clientRequests
    self.hasStructuredContent = hasStructuredContent
    self.allowsAnyStructuredValue = allowsAnyStructuredValue
    self.contentTypes = contentTypes
    self.hasBatches = hasBatches
    self.elicitation = elicitation
    self.hasCoreTasks = hasCoreTasks
  }

  /// Whether elicitations say their `mode`.
  public var hasElicitationModes: Bool { elicitation == .formAndURL }
  /// Whether a bad argument of a tool is a result with `isError`; before, it was an error of the request.
  public var reportsBadArgumentsAsResults: Bool { name >= "2025-11-25" }

  /// Whether two revisions have the same name.
  public static func == (left: Revision, right: Revision) -> Bool {
    left === right || left.name == right.name
  }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// Every published revision, newest first.
  public static let all: [Revision] = [
    .v2026_07_28, .v2025_11_25, .v2025_06_18, .v2025_03_26, .v2024_11_05,
  ]

  /// The revisions without a handshake, newest first.
  public static let modern = all.filter { $0.era == .modern }
  /// The revisions with a handshake, newest first.
  public static let legacy = all.filter { $0.era == .legacy }
  /// The published revision of that name, nil when there is none.
  public static func named(_ name: String) -> Revision? { all.first { $0.name == name } }

  /// Requests that every revision knows.
  static let commonRequests: Set<String> = [
    "tools/list", "tools/call", "resources/list", "resources/templates/list", "resources/read",
    "prompts/list", "prompts/get", "completion/complete",
  ]

  /// Requests of the handshake era.
  static let legacyRequests = commonRequests.union([
    "initialize", "ping", "resources/subscribe", "resources/unsubscribe", "logging/setLevel",
  ])
}

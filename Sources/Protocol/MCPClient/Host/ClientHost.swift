public import JSON
public import MCPSchema

/// What the host of a client does when a server asks it for something. Only what is given is declared, and only
/// what is declared is asked.
///
/// The closures may take their time: a person may be behind them. A cancelled task means that nobody waits for the
/// answer any more. They refuse by throwing an `InputRefusal`; any other error is told to the observer only, and to
/// the server as a failure without its text.
public struct ClientHost: Sendable {
  /// Has a form filled in. Decline and cancel are answers too.
  public var form: (@Sendable (FormElicitation) async -> InputResponse)?
  /// Has an address opened: accepting means consent to open it, not that what is behind it is done.
  public var url: (@Sendable (URLElicitation) async -> InputResponse)?
  /// Has all these addresses opened and says whether to make the call again then (2025-11-25, error −32042); without
  /// it, the call fails with the addresses.
  public var visit: (@Sendable ([URLElicitation]) async -> Bool)?
  /// Asks the host's language model, with a person's approval. `maxTokens` must be honoured.
  public var sample: (@Sendable (SamplingRequest) async throws -> InputResponse)?
  /// Whether sampling requests may bring tools along (2025-11-25 on).
  public var samplesWithTools: Bool
  /// Whether sampling requests may ask for context of servers; deprecated.
  public var samplesWithContext: Bool
  /// The folders the client works in.
  public var roots: (@Sendable () async throws -> [Root])?
  /// Extensions the client has, by identifier, with their settings (2026-07-28).
  public var extensions: JSONObject
  /// Experimental capabilities, by name.
  public var experimental: JSONObject

  /// Makes a host; what is left out is not declared.
  public init(
    form: (@Sendable (FormElicitation) async -> InputResponse)? = nil,
    url: (@Sendable (URLElicitation) async -> InputResponse)? = nil,
    visit: (@Sendable ([URLElicitation]) async -> Bool)? = nil,
    sample: (@Sendable (SamplingRequest) async throws -> InputResponse)? = nil,
    samplesWithTools: Bool = false, samplesWithContext: Bool = false,
    roots: (@Sendable () async throws -> [Root])? = nil,
    extensions: JSONObject = JSONObject(), experimental: JSONObject = JSONObject()
  ) {
    self.form = form
    self.url = url
    self.visit = visit
    self.sample = sample
    self.samplesWithTools = samplesWithTools
    self.samplesWithContext = samplesWithContext
    self.roots = roots
    self.extensions = extensions
    self.experimental = experimental
  }
}

import Synchronization

/// Which arguments of which tools go into header fields: filled after `tools/list`, read by the transport when a
/// call is sent. Any thread.
public final class HeaderParameterTable: Sendable {
  private let tools = Mutex<[String: [HeaderParameter]]>([:])

  /// Makes an empty table.
  public init() {}

  /// Sets the parameters of one tool; an empty list forgets it.
  public func set(_ parameters: [HeaderParameter], for tool: String) {
    tools.withLock { $0[tool] = parameters.isEmpty ? nil : parameters }
  }

  /// Replaces the whole table, as after a complete listing.
  public func replace(_ parameters: [String: [HeaderParameter]]) {
    tools.withLock { $0 = parameters.filter { !$0.value.isEmpty } }
  }

  /// The parameters of a tool; empty when it has none or is unknown.
  public func parameters(of tool: String) -> [HeaderParameter] {
    tools.withLock { $0[tool] ?? [] }
  }
}

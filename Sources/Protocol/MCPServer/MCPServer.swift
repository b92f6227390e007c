public import EventLoop
import JSON
public import MCPTransport

/// Serves one definition over one transport, to clients of either era.
public struct MCPServer: Sendable {
  private let definition: ServerDefinition

  /// Makes a server.
  public init(_ definition: ServerDefinition) { self.definition = definition }

  /// Serves until the client closes the connection; returns the reason, nil for an orderly end. Every call
  /// still running is cancelled and awaited first.
  ///
  /// `stray` hears of input that is no message, for a log on stderr.
  @discardableResult
  public func run(
    on transport: sending any Transport, loop: EventLoop,
    stray: @escaping @Sendable (String, [UInt8]) -> Void = { _, _ in }
  ) async -> String? {
    let link = SessionLink()
    let dispatcher = ServerDispatcher(definition) { method, params in
      await link.session?.notify(method, params: params)
    }
    let session = Session(
      loop: loop, transport: transport, answersStray: true,
      handlers: SessionHandlers(serve: { dispatcher.serve($0) }, stray: stray))
    link.session = session
    // The link and the session hold each other; the end of the connection parts them.
    defer { link.session = nil }
    return await session.run()
  }
}

import JSON
public import JSONRPC
public import MCPSchema
public import MCPTransport

/// Finds out which era a server speaks and agrees on a revision (mcp-protocol, dual-era client on stdio).
public struct Handshake: Sendable {
  /// Which eras to try.
  public enum Era: String, Sendable, Hashable, CaseIterable {
    /// Probe with `server/discover`, fall back to `initialize`.
    case auto
    /// `server/discover` only.
    case modern
    /// `initialize` only.
    case legacy
  }

  private let session: Session
  private let client: Implementation
  private let probeTimeout: Duration
  private let step: @Sendable (String) -> Void

  /// Prepares a handshake on a session that runs. `step` hears each step as it is sent.
  public init(
    session: Session, client: Implementation, probeTimeout: Duration = .seconds(8),
    step: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.session = session
    self.client = client
    self.probeTimeout = probeTimeout
    self.step = step
  }

  /// Performs the handshake. `timeout` bounds `initialize`; the probe has its own, shorter bound.
  public func connect(
    _ era: Era = .auto, timeout: Duration
  ) async throws(HandshakeError) -> Connection {
    if era == .legacy { return try await initialize(timeout) }
    let requested = Revision.modern[0]
    if let connection = try await probe(requested, era, attempt: 0) { return connection }
    return try await initialize(timeout)
  }

  /// Sends `server/discover`; nil means that the server is a legacy one.
  private func probe(
    _ revision: Revision, _ era: Era, attempt: Int
  ) async throws(HandshakeError) -> Connection? {
    let codec = RequestCodec(revision: revision, client: client)
    step("server/discover sent")
    let outcome = await session.call(
      "server/discover", params: codec.params(), timeout: probeTimeout,
      id: .string("probe-\(attempt + 1)"))
    switch outcome {
    case .result(let raw):
      guard let result = try? raw.parse(), let names = result["supportedVersions"]?.array else {
        if era == .auto { return nil }
        throw .invalid("the answer to server/discover names no versions")
      }
      let offered = names.compactMap(\.string)
      if let common = Revision.modern.first(where: { offered.contains($0.name) }) {
        return Connection(revision: common, result: result, session: session, client: client)
      }
      if era == .auto, Revision.legacy.contains(where: { offered.contains($0.name) }) { return nil }
      throw .noCommonRevision(offered: offered)
    case .error(let error) where error.code == JSONRPCError.unsupportedVersionCode:
      let offered = error.data?["supported"]?.array?.compactMap(\.string) ?? []
      if attempt == 0, let common = Revision.modern.first(where: { offered.contains($0.name) }) {
        return try await probe(common, era, attempt: 1)
      }
      if era == .auto, Revision.legacy.contains(where: { offered.contains($0.name) }) { return nil }
      throw .noCommonRevision(offered: offered)
    case .error(let error):
      if era == .auto { return nil }
      throw .refused(error)
    case .failed(let error) where error.code == .closed:
      throw era == .auto ? .closedOnProbe : .closed(step: "server/discover")
    case .failed:
      if era == .auto { return nil }
      throw .timedOut(step: "server/discover")
    }
  }

  private func initialize(_ timeout: Duration) async throws(HandshakeError) -> Connection {
    step("initialize sent")
    let outcome = await session.call(
      "initialize", params: RequestCodec.initialize(Revision.legacy[0], client: client),
      timeout: timeout)
    switch outcome {
    case .result(let raw):
      guard let result = try? raw.parse(), let name = result["protocolVersion"]?.string else {
        throw .invalid("the answer to initialize names no protocolVersion")
      }
      guard let revision = Revision.legacy.first(where: { $0.name == name }) else {
        throw .noCommonRevision(offered: [name])
      }
      await session.notify("notifications/initialized")
      return Connection(revision: revision, result: result, session: session, client: client)
    case .error(let error): throw .refused(error)
    case .failed(let error) where error.code == .closed: throw .closed(step: "initialize")
    case .failed: throw .timedOut(step: "initialize")
    }
  }
}

extension SessionHandlers {
  /// The handlers of a client that offers nothing: it answers `ping`, and refuses every other request.
  public static func client(
    notified: @escaping @Sendable (String, IncomingMessage) -> Void = { _, _ in },
    stray: @escaping @Sendable (String, [UInt8]) -> Void = { _, _ in },
    tap: (@Sendable (TapDirection, [UInt8]) -> Void)? = nil
  ) -> SessionHandlers {
    SessionHandlers(
      serve: { request in
        request.method == "ping"
          ? .now(.result(RawJSON([:]))) : .now(.error(.methodNotFound(request.method)))
      }, notified: notified, stray: stray, tap: tap)
  }
}

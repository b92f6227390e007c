import JSON
public import JSONRPC
public import MCPSchema
public import MCPTransport

/// Finds out which era a server speaks and agrees on a revision (mcp-protocol §5.2 on streams, §5.3 over HTTP).
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

  /// What carries the messages: it decides what silence and failure mean.
  public enum Link: Sendable, Hashable {
    /// A pipe or socket with one peer: silence on the probe is the mark of an old server.
    case stream
    /// HTTP: no failure of the transport says anything about the server's era.
    case http
  }

  let session: Session
  let router: ClientRouter
  let link: Link
  let probeTimeout: Duration
  let step: @Sendable (String) -> Void

  /// Prepares a handshake on a session that runs. `step` hears each step as it is sent.
  public init(
    _ client: ClientSession, over link: Link = .stream, probeTimeout: Duration = .seconds(8),
    step: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    session = client.session
    router = client.router
    self.link = link
    self.probeTimeout = probeTimeout
    self.step = step
  }

  /// Prepares a handshake on a session with handlers of the caller's own, for a client that offers nothing. Calls and
  /// lists work over the connection; progress, subscriptions and whatever needs to wait want a `ClientSession`.
  public init(
    session: Session, client: Implementation, probeTimeout: Duration = .seconds(8),
    step: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.session = session
    router = ClientRouter(borrowing: session, client: client)
    link = .stream
    self.probeTimeout = probeTimeout
    self.step = step
  }

  /// Performs the handshake. `timeout` bounds it where nothing can follow; a probe that `initialize` may follow has
  /// its own, shorter bound.
  public func connect(
    _ era: Era = .auto, timeout: Duration
  ) async throws(HandshakeError) -> Connection {
    await router.attach(session)
    if era == .legacy { return try await initialize(timeout) }
    // Without a way back a slow start is worth waiting for.
    let patience = era == .modern ? max(timeout, probeTimeout) : probeTimeout
    switch try await probe(era, number: 1, timeout: patience) {
    case .connected(let connection): return connection
    case .legacy(let wasSilent):
      do throws(HandshakeError) { return try await initialize(timeout) } catch {
        // A slow server looks like an old one at first, and says now that it is not.
        guard case .refused(let refusal) = error,
          refusal.code == JSONRPCError.unsupportedVersionCode
            || wasSilent && refusal.code == JSONRPCError.methodNotFound("").code
        else { throw error }
        guard
          case .connected(let connection) = try await probe(
            .modern, number: 3, timeout: probeTimeout)
        else { throw error }
        return connection
      }
    }
  }

  // MARK: The modern probe

  private enum Verdict {
    case connected(Connection)
    case legacy(wasSilent: Bool)
  }

  /// Probes, twice at most; `number` names the first request, since ids are never used again in a session.
  private func probe(
    _ era: Era, number: Int, timeout: Duration
  ) async throws(HandshakeError) -> Verdict {
    await router.beginProbe()
    var revision = preferred(in: Revision.modern)
    var isRetry = false
    while true {
      let codec = codec(for: revision)
      step("server/discover sent")
      let outcome = await session.call(
        "server/discover", params: codec.params(), timeout: timeout,
        id: .string("probe-\(isRetry ? number + 1 : number)"))
      let probe = Probe(link: link, era: era, preferred: router.options.preferredRevision)
      switch try probe.judge(outcome, isRetry: isRetry) {
      case .modern(let agreed, let result):
        return .connected(await begin(agreed, result))
      case .again(let mutual):
        revision = mutual
        isRetry = true
      case .legacy(let wasSilent): return .legacy(wasSilent: wasSilent)
      }
    }
  }

  // MARK: The handshake of old

  private func initialize(_ timeout: Duration) async throws(HandshakeError) -> Connection {
    let offered = preferred(in: Revision.legacy)
    await router.beginGreeting(offered)
    step("initialize sent")
    let params = RequestCodec.initialize(
      offered, client: router.client,
      capabilities: router.host.capabilities(for: offered, followsTasks: false))
    let outcome = await session.call("initialize", params: params, timeout: timeout)
    switch outcome {
    case .result(let raw): return try await greeted(raw)
    case .error(let error): throw .refused(error)
    case .failed(let error): throw .initializing(error)
    }
  }

  private func greeted(_ raw: RawJSON) async throws(HandshakeError) -> Connection {
    guard let result = try? raw.parse(), let name = result["protocolVersion"]?.string else {
      throw .invalid("the answer to initialize names no protocolVersion")
    }
    guard let revision = Revision.legacy.first(where: { $0.name == name }) else {
      throw .noCommonRevision(offered: [name])
    }
    let connection = await begin(revision, result)
    if revision.hasBatches { await session.acceptBatches(true) }
    await session.notify("notifications/initialized")
    return connection
  }

  private func begin(_ revision: Revision, _ result: JSONValue) async -> Connection {
    let connection = Connection(
      revision: revision, result: result, session: session, router: router)
    await router.ready(codec(for: revision), capabilities: connection.capabilities)
    return connection
  }

  private func codec(for revision: Revision) -> RequestCodec {
    RequestCodec(
      revision: revision, client: router.client,
      capabilities: router.host.capabilities(
        for: revision, followsTasks: router.options.followsTasks))
  }

  /// The revision to speak of an era, unless the owner prefers another one of it.
  private func preferred(in revisions: [Revision]) -> Revision {
    let wish = router.options.preferredRevision
    return revisions.first { $0 == wish } ?? revisions[0]
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

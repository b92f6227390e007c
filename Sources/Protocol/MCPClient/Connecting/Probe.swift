import JSON
import JSONRPC
import MCPSchema

/// What the answer to `server/discover` says about a server (mcp-protocol §5.2 and §5.3). Pure.
struct Probe: Sendable {
  let link: Handshake.Link
  let era: Handshake.Era
  let preferred: Revision?

  /// What to do next.
  enum Verdict: Sendable, Hashable {
    case modern(Revision, JSONValue)
    /// Send the probe once more, in this revision.
    case again(Revision)
    /// Fall back to `initialize`.
    case legacy(wasSilent: Bool)
  }

  private static let step = "server/discover"

  /// Judges an answer; `isRetry` says that it is the answer to the second attempt.
  func judge(_ outcome: CallOutcome, isRetry: Bool) throws(HandshakeError) -> Verdict {
    switch outcome {
    case .result(let raw): return try judge(raw)
    case .error(let error): return try judge(error, isRetry: isRetry)
    case .failed(let error): return try judge(error)
    }
  }

  private func judge(_ raw: RawJSON) throws(HandshakeError) -> Verdict {
    guard let result = try? raw.parse(), let names = result["supportedVersions"]?.array,
      result["resultType"] == nil || result["resultType"] == "complete"
    else {
      return try fallBack(orFail: .invalid("the answer to \(Self.step) names no versions"))
    }
    let offered = names.compactMap(\.string)
    if let common = common(with: offered) { return .modern(common, result) }
    return try meet(offered)
  }

  private func judge(_ error: JSONRPCError, isRetry: Bool) throws(HandshakeError) -> Verdict {
    switch error.code {
    case JSONRPCError.unsupportedVersionCode:
      let offered = error.data?["supported"]?.array?.compactMap(\.string) ?? []
      // Once more even with the version just refused: some servers refuse the first request whatever it says.
      if !isRetry, let common = common(with: offered) { return .again(common) }
      return try meet(offered)
    case JSONRPCError.headerMismatchCode, JSONRPCError.missingCapabilityCode:
      // Only a modern server knows these; the request is at fault, not the era.
      throw .refused(error)
    default: return try fallBack(orFail: .refused(error))
    }
  }

  private func judge(_ error: SessionError) throws(HandshakeError) -> Verdict {
    switch error.code {
    case .closed where link == .stream && era == .auto: throw .closedOnProbe
    case .closed: throw .closed(step: Self.step)
    case .deadlineExceeded where link == .stream:
      return try fallBack(orFail: .timedOut(step: Self.step), wasSilent: true)
    case .deadlineExceeded, .transport(.timedOut): throw .timedOut(step: Self.step)
    case .cancelled: throw .cancelled
    case .transport(.http(let status)) where Self.isEraEvidence(status):
      return try fallBack(orFail: .transport(error))
    case .transport(.http(401)), .transport(.http(403)), .transport(.unauthorized):
      throw .unauthorized(error.message)
    case .overloaded, .transport: throw .transport(error)
    }
  }

  /// Statuses by which an HTTP server says that it has nothing there; limits and missing authorization are none.
  private static func isEraEvidence(_ status: Int) -> Bool {
    (400..<500).contains(status) && ![401, 403, 407, 408, 425, 429].contains(status)
  }

  /// The newest modern revision both sides have, or the preferred one.
  private func common(with offered: [String]) -> Revision? {
    if let preferred, preferred.era == .modern, offered.contains(preferred.name) {
      return preferred
    }
    return Revision.modern.first { offered.contains($0.name) }
  }

  /// A server without a modern revision of ours: it may still have an older one.
  private func meet(_ offered: [String]) throws(HandshakeError) -> Verdict {
    let hasLegacy = Revision.legacy.contains { offered.contains($0.name) }
    guard era == .auto, hasLegacy else { throw .noCommonRevision(offered: offered) }
    return .legacy(wasSilent: false)
  }

  private func fallBack(
    orFail error: HandshakeError, wasSilent: Bool = false
  ) throws(HandshakeError) -> Verdict {
    guard era == .auto else { throw error }
    return .legacy(wasSilent: wasSilent)
  }
}

extension HandshakeError {
  /// What a failed `initialize` means.
  static func initializing(_ error: SessionError) -> HandshakeError {
    switch error.code {
    case .closed: .closed(step: "initialize")
    case .deadlineExceeded, .transport(.timedOut): .timedOut(step: "initialize")
    case .cancelled: .cancelled
    case .transport(.http(let status)) where [400, 404, 405].contains(status):
      .tryHTTPSSE(status: status)
    case .transport(.http(401)), .transport(.http(403)), .transport(.unauthorized):
      .unauthorized(error.message)
    case .overloaded, .transport: .transport(error)
    }
  }
}

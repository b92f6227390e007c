import Basics
import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ClientRouter {
  /// Makes a request and waits for its answer. Cancelling the task gives it up and tells the server.
  func send(_ request: ClientRequest) async throws(ClientError) -> RawJSON {
    guard let session, let codec else { throw .unusable("there is no connection yet") }
    guard codec.revision.clientRequests.contains(request.method) else {
      throw .notInRevision(method: request.method, revision: codec.revision.name)
    }
    let meta = try meta(for: request, codec.revision)
    let token = openProgress(request)
    var params = codec.params(
      request.members, progressToken: token ?? request.progressToken, meta: meta)
    if let state = request.state {
      params = (params ?? RawJSON([:])).adding("requestState", state)
    }
    let (started, bound) = (request.options.started, token ?? request.endsProgress)
    let outcome = await session.call(
      request.method, params: params, timeout: sessionTimeout(request.options),
      started: { [weak self] id in
        if let bound { self?.assumeIsolated { $0.progress[bound]?.request = id } }
        started?(id)
      })
    let entry = token.flatMap { progress.close($0) }
    entry?.disarm?()
    switch outcome {
    case .result(let result): return result
    case .error(let error): throw .refused(error)
    case .failed(let error):
      guard error.code == .cancelled, entry?.fellSilent == true else { throw .local(error) }
      let limit = request.options.timeout.map { " in \($0)" } ?? ""
      let text = "no answer to \(request.method) and no progress\(limit)"
      throw .local(SessionError(.deadlineExceeded, text))
    }
  }

  /// Waits. Throws when the task is cancelled.
  nonisolated func pause(_ duration: Duration) async throws(ClientError) {
    guard let clock else {
      throw .unusable("this connection cannot wait: make it with ClientSession")
    }
    do { try await clock.sleep(duration) } catch { throw .cancelled }
  }

  // MARK: Progress

  private func openProgress(_ request: ClientRequest) -> JSONValue? {
    let options = request.options
    guard options.progress != nil || options.maximum != nil else { return nil }
    let token = progress.open(options.progress)
    if options.maximum != nil, let timeout = options.timeout, let clock {
      progress[token]?.lastHeard = clock.now()
      watchForSilence(token, timeout, in: timeout)
    }
    return token
  }

  /// With a hard maximum the session's own clock stands at that, and silence is watched for here.
  private func sessionTimeout(_ options: CallOptions) -> Duration? {
    guard let maximum = options.maximum else { return options.timeout }
    return clock == nil ? options.timeout : maximum
  }

  private func watchForSilence(_ token: JSONValue, _ timeout: Duration, in delay: Duration) {
    progress[token]?.disarm = clock?.schedule(delay) { [weak self] in
      self?.assumeIsolated { $0.lookForSilence(token, timeout) }
    }
  }

  private func lookForSilence(_ token: JSONValue, _ timeout: Duration) {
    guard let entry = progress[token], let lastHeard = entry.lastHeard, let clock else { return }
    let rest = lastHeard + timeout - clock.now()
    if rest > .zero { return watchForSilence(token, timeout, in: rest) }
    progress[token]?.fellSilent = true
    guard let id = entry.request else { return }
    session?.assumeIsolated { $0.abandon(id, reason: "no answer in time") }
  }

  /// Begins the progress of a call that becomes a task, which goes on after the answer.
  func openTaskProgress(_ handler: (@Sendable (ProgressUpdate) -> Void)?) -> JSONValue? {
    handler.map { progress.open($0) }
  }

  /// Ends the progress of a task.
  func closeTaskProgress(_ token: JSONValue?) {
    if let token { _ = progress.close(token) }
  }

  /// Takes a progress notification.
  func progressed(_ params: JSONValue?) {
    guard let params, let token = params["progressToken"], let update = ProgressUpdate(params),
      let entry = progress[token]
    else { return }
    // Its answer may have come in the same breath, and nothing may follow that.
    if let id = entry.request, session?.assumeIsolated({ $0.outstanding[id] }) == nil { return }
    guard progress.advance(token, to: update.progress, at: clock?.now()) else { return }
    entry.handler?(update)
  }
}

public import JSON

/// The rules of one JSON-RPC session, without I/O, clock or tasks: inputs go in, effects come out in the order
/// to perform them.
///
/// It owns the two tables of requests in flight, ours and the peer's. Every entry leaves by exactly one of
/// answer, error, cancellation, deadline or close, and ids of ours are never used twice.
public struct SessionCore: Sendable {
  /// Bounds of one session.
  public struct Limits: Sendable, Hashable {
    /// Requests of the peer being served at once; the next one is refused.
    public var maximumIncoming = 1024
    /// Calls of ours waiting at once; the next one fails with `overloaded`.
    public var maximumOutgoing = 4096
    /// Bounds on each message's JSON.
    public var json = JSONLimits()

    /// Makes the default limits.
    public init() {}
  }

  /// Everything that can happen to a session.
  public enum Input: Sendable {
    /// Makes a call; `id` overrides the next number.
    case submit(method: String, params: RawJSON?, timeout: Duration?, id: RequestID?)
    case notify(method: String, params: RawJSON?)
    /// A line from the peer.
    case received([UInt8])
    /// A line that was too long to keep; with its size and its first bytes.
    case oversized(bytes: Int, start: [UInt8])
    /// A handler came to its end.
    case finished(RequestID, Outcome)
    /// The caller gave up on a call of ours.
    case abandon(RequestID, reason: String)
    case deadlinePassed(RequestID)
    /// The transport could not carry a call of ours.
    case failed(RequestID, TransportFailure)
    /// Whether the peer may send batches from now on (revision 2025-03-26 only).
    case batches(Bool)
    case closed(reason: String)
  }

  /// What the shell has to do.
  public enum Effect: Sendable, Hashable {
    case send(OutgoingMessage)
    /// Start serving a request; its end comes back as `.finished`.
    case serve(RequestID, method: String, IncomingMessage)
    /// Stop serving: the peer gave up or is gone. Nothing will be sent for it.
    case stopServing(RequestID)
    case deliver(method: String, IncomingMessage)
    case resolve(RequestID, CallOutcome)
    case arm(RequestID, Duration)
    case disarm(RequestID)
    /// Something that is no acceptable message, or an answer to nothing.
    case stray(String, bytes: [UInt8])
  }

  private struct Call: Sendable {
    /// Its place among all requests, so that a close ends them in the order they came.
    var place: Int
    var method: String
    var timeout: Duration?
  }

  private var outgoing: [RequestID: Call] = [:]
  private var incoming: [RequestID: Int] = [:]
  private var nextNumber = 1
  private var nextPlace = 0
  private var isClosed = false
  private let limits: Limits
  private var acceptsBatches = false
  private var batches = BatchTable()
  /// Answer what is no message at all with an error, as a server does; a client only reports it.
  private let answersStray: Bool

  /// Makes the core of a session. `answersStray`: reply to unreadable input with an error (servers).
  public init(limits: Limits = .init(), answersStray: Bool) {
    self.limits = limits
    self.answersStray = answersStray
  }

  /// Whether a request of the peer is being served: neither answered nor cancelled.
  public func isServing(_ id: RequestID) -> Bool { incoming[id] != nil }
  /// Requests of the peer being served.
  public var incomingCount: Int { incoming.count }
  /// Calls of ours waiting, with their methods.
  public var outstanding: [RequestID: String] { outgoing.mapValues(\.method) }
  /// The id the next call gets unless it brings its own.
  public var nextID: RequestID { .number(nextNumber) }

  /// Takes the next number for a call that is submitted a little later, so that no other call gets it.
  public mutating func takeID() -> RequestID {
    defer { nextNumber += 1 }
    return nextID
  }

  /// Applies one input and returns the effects, in the order to perform them.
  public mutating func handle(_ input: Input) -> [Effect] {
    switch input {
    case .received(let bytes): return received(bytes)
    case .oversized(let bytes, let start):
      if isClosed { return [] }
      let problem = "a line of \(bytes) bytes is over the limit"
      return answersStray
        ? [.send(.error(nil, .parseError(problem)))] : [.stray(problem, bytes: start)]
    case .finished(let id, let outcome):
      guard incoming.removeValue(forKey: id) != nil else { return [] }
      return answered(id, OutgoingMessage(id, outcome))
    case .submit(let method, let params, let timeout, let id):
      return submit(method: method, params: params, timeout: timeout, id: id)
    case .notify(let method, let params):
      return isClosed ? [] : [.send(.notification(method: method, params: params))]
    case .abandon(let id, let reason):
      let message = "the call was cancelled: \(reason)"
      return giveUp(id, SessionError(.cancelled, message), reason: reason)
    case .deadlinePassed(let id):
      guard let call = outgoing[id] else { return [] }
      let limit = call.timeout.map { " in \($0)" } ?? ""
      return giveUp(
        id, SessionError(.deadlineExceeded, "no answer to \(call.method)\(limit)"),
        reason: "no answer in time")
    case .failed(let id, let failure):
      return resolve(id, .failed(SessionError(.transport(failure.code), failure.message)))
    case .batches(let accepted):
      acceptsBatches = accepted
      return []
    case .closed(let reason): return close(reason)
    }
  }

  private mutating func submit(
    method: String, params: RawJSON?, timeout: Duration?, id: RequestID?
  ) -> [Effect] {
    let id = id ?? .number(nextNumber)
    if case .number(let number) = id { nextNumber = max(nextNumber, number &+ 1) }
    if isClosed {
      return [.resolve(id, .failed(SessionError(.closed, "the connection is closed")))]
    }
    guard outgoing.count < limits.maximumOutgoing, outgoing[id] == nil else {
      let message = "\(outgoing.count) calls are waiting already"
      return [.resolve(id, .failed(SessionError(.overloaded, message)))]
    }
    outgoing[id] = Call(place: takePlace(), method: method, timeout: timeout)
    var effects: [Effect] = [.send(.request(id, method: method, params: params))]
    if let timeout { effects.append(.arm(id, timeout)) }
    return effects
  }

  /// Drops a call of ours and tells the peer; its late answer will be ignored. `initialize` may not be cancelled.
  private mutating func giveUp(
    _ id: RequestID, _ error: SessionError, reason: String
  ) -> [Effect] {
    guard let call = outgoing.removeValue(forKey: id) else { return [] }
    var effects: [Effect] = []
    if call.timeout != nil { effects.append(.disarm(id)) }
    if call.method != "initialize" {
      let params = JSONValue.object(["requestId": id.value, "reason": .string(reason)])
      effects.append(.send(.notification(method: Self.cancelled, params: RawJSON(params))))
    }
    effects.append(.resolve(id, .failed(error)))
    return effects
  }

  private mutating func received(_ bytes: [UInt8]) -> [Effect] {
    if isClosed { return [] }
    if acceptsBatches, BatchTable.isBatch(bytes) { return receivedBatch(bytes) }
    let envelope: Envelope
    do {
      envelope = try Envelope(scanning: bytes, limits: limits.json)
    } catch {
      return unreadable(error, bytes)
    }
    return received(bytes, envelope)
  }

  private mutating func received(_ bytes: [UInt8], _ envelope: Envelope) -> [Effect] {
    let message = IncomingMessage(bytes: bytes, envelope: envelope)
    switch envelope.kind {
    case .request(let id, let method): return request(id, method, message)
    case .notification(let method):
      return method == Self.cancelled
        ? cancelled(message) : [.deliver(method: method, message)]
    case .result(let id):
      guard let range = envelope.result else { return [] }
      return answer(id, .result(message.part(range)), bytes)
    case .error(let id):
      let value =
        (try? envelope.error.map { range throws(JSONError) in
          try JSONParser.parse(bytes, in: range)
        }) ?? .null
      guard let id else { return [.stray("an error about no request in particular", bytes: bytes)] }
      return answer(id, .error(JSONRPCError(value)), bytes)
    }
  }

  private mutating func request(
    _ id: RequestID, _ method: String, _ message: IncomingMessage
  ) -> [Effect] {
    guard incoming.count < limits.maximumIncoming else {
      let text = "\(incoming.count) requests are being served already: wait for some to end"
      return answered(id, .error(id, .internalError(text)))
    }
    // Registered before any task exists, so a cancel right behind the request cannot come too early.
    guard incoming[id] == nil else {
      return [.send(.error(id, .invalidRequest("a request with this id is still being served")))]
    }
    incoming[id] = takePlace()
    return [.serve(id, method: method, message)]
  }

  private mutating func answer(
    _ id: RequestID, _ outcome: CallOutcome, _ bytes: [UInt8]
  ) -> [Effect] {
    guard outgoing[id] != nil else {
      return [.stray("an answer to no call in flight", bytes: bytes)]
    }
    return resolve(id, outcome)
  }

  private mutating func resolve(_ id: RequestID, _ outcome: CallOutcome) -> [Effect] {
    guard let call = outgoing.removeValue(forKey: id) else { return [] }
    let resolution = Effect.resolve(id, outcome)
    return call.timeout == nil ? [resolution] : [.disarm(id), resolution]
  }

  private mutating func cancelled(_ message: IncomingMessage) -> [Effect] {
    guard let params = try? message.params(), let value = params["requestId"],
      let id = RequestID(value), incoming.removeValue(forKey: id) != nil
    else { return [.deliver(method: Self.cancelled, message)] }
    return [.stopServing(id)] + batches.drop(id)
  }

  // MARK: Batches (2025-03-26)

  /// Handles each message of a batch by itself; what they are answered with goes out as one array.
  private mutating func receivedBatch(_ bytes: [UInt8]) -> [Effect] {
    let elements: [[UInt8]]
    do { elements = try BatchTable.elements(of: bytes, limits: limits.json) } catch {
      return unreadable(.notJSON(error), bytes)
    }
    guard !elements.isEmpty else { return unreadable(.invalid("an empty batch", id: nil), bytes) }
    var read: [(bytes: [UInt8], envelope: Envelope)] = []
    var refusals: [OutgoingMessage] = []
    for element in elements {
      do throws(EnvelopeError) {
        let envelope = try Envelope(scanning: element, limits: limits.json)
        if case .request(let id, "initialize") = envelope.kind {
          throw .invalid("initialize may not come in a batch", id: id)
        }
        read.append((element, envelope))
      } catch {
        guard answersStray, case .invalid(let message, let id) = error else { continue }
        refusals.append(.error(id, .invalidRequest(message)))
      }
    }
    let requests = read.compactMap { part in
      if case .request(let id, _) = part.envelope.kind { id } else { nil }
    }
    let batch = batches.open(requests.filter { incoming[$0] == nil }, refusals)
    return read.flatMap { received($0.bytes, $0.envelope) } + batches.settle(batch)
  }

  /// Sends an answer, or keeps it until its batch is complete.
  private mutating func answered(_ id: RequestID, _ message: OutgoingMessage) -> [Effect] {
    batches.collect(id, message) ?? [.send(message)]
  }

  private func unreadable(_ error: EnvelopeError, _ bytes: [UInt8]) -> [Effect] {
    guard answersStray else { return [.stray(error.message, bytes: bytes)] }
    switch error {
    case .notJSON: return [.send(.error(nil, .parseError(error.message)))]
    case .invalid(let message, let id): return [.send(.error(id, .invalidRequest(message)))]
    }
  }

  private mutating func close(_ reason: String) -> [Effect] {
    guard !isClosed else { return [] }
    isClosed = true
    var effects: [Effect] = []
    for (id, _) in incoming.sorted(by: { $0.value < $1.value }) { effects.append(.stopServing(id)) }
    for (id, call) in outgoing.sorted(by: { $0.value.place < $1.value.place }) {
      if call.timeout != nil { effects.append(.disarm(id)) }
      let message = "no answer to \(call.method): \(reason)"
      effects.append(.resolve(id, .failed(SessionError(.closed, message))))
    }
    incoming.removeAll()
    outgoing.removeAll()
    batches = BatchTable()
    return effects
  }

  private mutating func takePlace() -> Int {
    nextPlace += 1
    return nextPlace
  }

  private static let cancelled = "notifications/cancelled"
}

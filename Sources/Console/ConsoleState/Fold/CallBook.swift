import Basics
import JSON
import SessionLog

/// The requests of the session: the last few thousand, with their messages while there is room.
struct CallBook: Equatable, Sendable {
  /// Requests kept.
  static let capacity = 4096
  /// Bytes of messages kept with them.
  static let bodyLimit = 32 << 20

  private(set) var records = RingBuffer<CallRecord>(capacity: capacity)
  private(set) var total = 0
  private var open: [Key: Int] = [:]
  private var bodyBytes = 0
  /// The oldest call that may still hold messages.
  private var firstWithBodies = 0

  private struct Key: Hashable {
    let server: Int
    let generation: Int
    let direction: MessageDirection
    let request: String
  }

  /// A call by id; nil when it is too old to be kept.
  subscript(id: Int) -> CallRecord? {
    guard let position = position(of: id) else { return nil }
    return records[position]
  }

  private func position(of id: Int) -> Int? {
    let position = id - records.dropped
    return position >= 0 && position < records.count ? position : nil
  }

  /// Calls without an answer.
  var openIDs: [Int] { open.values.sorted() }

  /// The id the next request gets.
  var nextID: Int { total }

  mutating func begin(_ call: CallRecord) {
    let key = Key(
      server: call.server, generation: call.generation, direction: call.direction,
      request: call.request)
    open[key] = call.id
    if records.count == records.capacity, let oldest = records.first { forget(oldest) }
    records.append(call)
    total += 1
    bodyBytes += call.requestBytes
    makeRoom()
  }

  private mutating func forget(_ call: CallRecord) {
    bodyBytes -= call.requestBody?.bytes.count ?? 0
    bodyBytes -= call.responseBody?.bytes.count ?? 0
    open[
      Key(
        server: call.server, generation: call.generation, direction: call.direction,
        request: call.request)] = nil
  }

  /// The open call a message belongs to.
  func openCall(
    server: Int, generation: Int, direction: MessageDirection, request: String
  ) -> CallRecord? {
    let key = Key(server: server, generation: generation, direction: direction, request: request)
    return open[key].flatMap { self[$0] }
  }

  /// The open calls of a server's process.
  func openCalls(server: Int) -> [CallRecord] {
    open.filter { $0.key.server == server }.values.sorted().compactMap { self[$0] }
  }

  /// Changes a call in place; `closing` says that no answer is expected any more.
  mutating func update(_ id: Int, closing: Bool, _ change: (inout CallRecord) -> Void) {
    guard let position = position(of: id) else { return }
    let before = records[position]
    change(&records[position])
    let after = records[position]
    bodyBytes += (after.responseBody?.bytes.count ?? 0) - (before.responseBody?.bytes.count ?? 0)
    if closing {
      open[
        Key(
          server: after.server, generation: after.generation, direction: after.direction,
          request: after.request)] = nil
    }
    makeRoom()
  }

  private mutating func makeRoom() {
    while bodyBytes > Self.bodyLimit, firstWithBodies < total - 1 {
      if let position = position(of: firstWithBodies) {
        let call = records[position]
        bodyBytes -= call.requestBody?.bytes.count ?? 0
        bodyBytes -= call.responseBody?.bytes.count ?? 0
        records[position].requestBody = nil
        records[position].responseBody = nil
        records[position].bodiesDropped = true
      }
      firstWithBodies += 1
    }
  }
}

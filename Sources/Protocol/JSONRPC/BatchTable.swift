import JSON

/// The batches being answered: which requests came in which array, and the answers so far.
struct BatchTable: Sendable {
  private struct Batch: Sendable {
    var waiting: Set<RequestID>
    var answers: [OutgoingMessage]
    /// Whether every message of the array has been looked at.
    var isSettled = false
  }

  private var batches: [Int: Batch] = [:]
  private var places: [RequestID: Int] = [:]
  private var nextBatch = 0

  /// Whether a line is an array, after white space.
  static func isBatch(_ bytes: [UInt8]) -> Bool {
    bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D } == UInt8(ascii: "[")
  }

  /// The elements of an array as texts of their own.
  static func elements(of bytes: [UInt8], limits: JSONLimits) throws(JSONError) -> [[UInt8]] {
    let value = try JSONParser.parse(bytes, limits: limits)
    return (value.array ?? []).map { JSONWriter.bytes($0) }
  }

  /// Begins a batch that waits for these requests and has these answers already.
  mutating func open(_ requests: [RequestID], _ answers: [OutgoingMessage]) -> Int {
    nextBatch += 1
    batches[nextBatch] = Batch(waiting: Set(requests), answers: answers)
    for id in requests { places[id] = nextBatch }
    return nextBatch
  }

  /// Keeps the answer to a request of a batch; nil when the request came alone.
  mutating func collect(_ id: RequestID, _ answer: OutgoingMessage) -> [SessionCore.Effect]? {
    guard let place = places.removeValue(forKey: id) else { return nil }
    batches[place]?.waiting.remove(id)
    batches[place]?.answers.append(answer)
    return complete(place)
  }

  /// Forgets a request that will not be answered.
  mutating func drop(_ id: RequestID) -> [SessionCore.Effect] {
    guard let place = places.removeValue(forKey: id) else { return [] }
    batches[place]?.waiting.remove(id)
    return complete(place)
  }

  /// Every message of the batch has been looked at: from now on it goes out as soon as nothing is missing.
  mutating func settle(_ place: Int) -> [SessionCore.Effect] {
    batches[place]?.isSettled = true
    return complete(place)
  }

  private mutating func complete(_ place: Int) -> [SessionCore.Effect] {
    guard let batch = batches[place], batch.isSettled, batch.waiting.isEmpty else { return [] }
    batches[place] = nil
    return batch.answers.isEmpty ? [] : [.send(.batch(batch.answers))]
  }
}

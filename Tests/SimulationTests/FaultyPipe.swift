import Basics
import JSONRPC

/// One direction of a connection on a virtual clock, whose faults come from a seed: bytes are delayed in
/// chunks, dropped, repeated or cut short, and the pipe may close at any moment. Order is kept.
struct FaultyPipe {
  /// Which faults happen, in percent of the writes.
  struct Faults: Sendable, Hashable {
    var drop = 0
    var duplicate = 0
    var truncate = 0
    var close = 0

    static let none = Faults()
    static let rough = Faults(drop: 6, duplicate: 5, truncate: 4, close: 1)
  }

  private struct Chunk {
    var due: MonotonicInstant
    /// Nil closes the pipe.
    var bytes: [UInt8]?
  }

  private var chunks: [Chunk] = []
  private var random: SeededRandom
  private let faults: Faults
  private var framer = LineFramer(maximumBytes: 4096)
  private(set) var isClosed = false

  init(seed: UInt64, faults: Faults) {
    random = SeededRandom(seed: seed)
    self.faults = faults
  }

  /// When the next chunk arrives.
  var nextArrival: MonotonicInstant? { chunks.first?.due }

  mutating func write(_ line: [UInt8], at now: MonotonicInstant) {
    guard !isClosed else { return }
    var line = line[...]
    if happens(faults.drop) { return }
    if happens(faults.truncate) {
      line = line.prefix(Int.random(in: 0..<line.count, using: &random))
    }
    append(line, at: now)
    if happens(faults.duplicate) { append(line, at: now) }
    if happens(faults.close) { close(at: now) }
  }

  mutating func close(at now: MonotonicInstant) {
    guard !isClosed else { return }
    chunks.append(Chunk(due: arrival(after: now), bytes: nil))
  }

  /// Takes what has arrived by `now`: the lines it completes, and whether it closed the pipe.
  mutating func read(at now: MonotonicInstant) -> [LineFramer.Event] {
    var events: [LineFramer.Event] = []
    while let chunk = chunks.first, chunk.due <= now, !isClosed {
      chunks.removeFirst()
      guard let bytes = chunk.bytes else {
        isClosed = true
        chunks = []
        framer.finish { events.append($0) }
        break
      }
      bytes.withUnsafeBufferPointer { buffer in framer.feed(buffer) { events.append($0) } }
    }
    return events
  }

  /// Cuts the bytes in two at a random place, each half with its own delay.
  private mutating func append(_ bytes: ArraySlice<UInt8>, at now: MonotonicInstant) {
    let cut = bytes.startIndex + Int.random(in: 0...bytes.count, using: &random)
    for part in [bytes[..<cut], bytes[cut...]] where !part.isEmpty {
      chunks.append(Chunk(due: arrival(after: now), bytes: Array(part)))
    }
  }

  private mutating func arrival(after now: MonotonicInstant) -> MonotonicInstant {
    let due = now + .milliseconds(Int.random(in: 0...400, using: &random))
    return max(due, chunks.last?.due ?? due)
  }

  private mutating func happens(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }
}

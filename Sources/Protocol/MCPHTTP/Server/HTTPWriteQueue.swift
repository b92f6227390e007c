/// Bytes on their way to a client, in order. Small pieces are gathered; large ones are sent from where they are.
package struct HTTPWriteQueue {
  /// Makes an empty queue.
  package init() {}

  /// Bytes not yet taken.
  package private(set) var count = 0
  /// The piece being sent.
  private var front: [UInt8] = []
  /// How much of it has gone.
  private var sent = 0
  /// The pieces behind it, from `next` on.
  private var others: [[UInt8]] = []
  private var next = 0
  /// Whether the last piece is a buffer of ours that takes more.
  private var isLastOurs = true

  /// From this size on, sending a piece from where it is beats copying it.
  private static let largeBytes = 16 << 10
  /// Bytes already gone that a buffer may drag along.
  private static let staleBytes = 64 << 10

  /// Whether everything is taken.
  package var isEmpty: Bool { count == 0 }

  /// Appends what `write` writes into room for `maximum` bytes; it says how many they are.
  mutating func gather(
    atMost maximum: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) {
    if !isLastOurs {
      others.append([])
      isLastOurs = true
    }
    if others.isEmpty {
      count += Self.append(to: &front, maximum, write)
    } else {
      count += Self.append(to: &others[others.count - 1], maximum, write)
    }
  }

  private static func append(
    to buffer: inout [UInt8], _ maximum: Int,
    _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) -> Int {
    var written = 0
    buffer.append(addingCapacity: maximum) { span in
      span.withUnsafeMutableBufferPointer { room, initialized in
        written = write(UnsafeMutableBufferPointer(rebasing: room[initialized...]))
        initialized += written
      }
    }
    return written
  }

  /// Appends a short text.
  package mutating func append(_ text: StaticString) {
    gather(atMost: text.utf8CodeUnitCount) { room in
      var writer = HTTPHeadWriter(room)
      writer.put(text)
      return writer.count
    }
  }

  /// Appends the line with the size of a chunk.
  package mutating func append(chunkSize size: Int) {
    gather(atMost: HTTPHeadWriter.numberBytes + 2) { room in
      var writer = HTTPHeadWriter(room)
      writer.put(hexadecimal: size)
      writer.put("\r\n")
      return writer.count
    }
  }

  /// Appends a piece of an answer.
  package mutating func append(_ bytes: [UInt8]) {
    guard bytes.count >= Self.largeBytes else {
      return gather(atMost: bytes.count) { room in
        bytes.withUnsafeBufferPointer { _ = room.update(fromContentsOf: $0) }
        return bytes.count
      }
    }
    if front.isEmpty { front = bytes } else { others.append(bytes) }
    count += bytes.count
    isLastOurs = false
  }

  /// The next bytes, in two pieces, the second of which may be empty; `send` says how many it took.
  package mutating func send(_ send: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Int) -> Int
  {
    let taken = front.withUnsafeBytes { first in
      let rest = UnsafeRawBufferPointer(rebasing: first[sent...])
      guard next < others.count else {
        return send(rest, UnsafeRawBufferPointer(start: nil, count: 0))
      }
      return others[next].withUnsafeBytes { send(rest, $0) }
    }
    if taken > 0 { drop(taken) }
    return taken
  }

  private mutating func drop(_ taken: Int) {
    count -= taken
    sent += taken
    while sent >= front.count, next < others.count {
      sent -= front.count
      front = others[next]
      others[next] = []
      next += 1
    }
    guard count > 0 else { return reset() }
    // Kept short while a stream never drains whole.
    if sent > Self.staleBytes, sent > front.count / 2 {
      front.removeFirst(sent)
      sent = 0
    }
    if next == others.count {
      others.removeAll()
      next = 0
    } else if next > 64 {
      others.removeFirst(next)
      next = 0
    }
  }

  private mutating func reset() {
    if isLastOurs, others.isEmpty { front.removeAll(keepingCapacity: true) } else { front = [] }
    others = []
    next = 0
    sent = 0
    isLastOurs = true
  }

  /// Forgets everything.
  package mutating func removeAll() {
    count = 0
    reset()
  }

  /// Lends the empty queue a buffer, so that many connections share a few.
  package mutating func lend(_ buffer: [UInt8]) {
    if front.capacity == 0 { front = buffer }
  }

  /// Gives the buffer of an empty queue back; nil when it has none.
  package mutating func giveBack() -> [UInt8]? {
    guard isEmpty, front.capacity > 0 else { return nil }
    let buffer = front
    front = []
    return buffer
  }
}

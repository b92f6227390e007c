/// One line of raw text, without its line end.
package struct RawLine: Sendable, Equatable {
  /// The bytes as they came; not necessarily valid UTF-8.
  package let bytes: [UInt8]
  /// How many bytes after these were thrown away because the line was too long.
  package let cutBytes: Int

  /// Makes a line.
  package init(bytes: [UInt8], cutBytes: Int = 0) {
    self.bytes = bytes
    self.cutBytes = cutBytes
  }
}

/// Cuts a stream of bytes into lines, and gives the same lines however the bytes are chunked. Pure.
///
/// Lines end in `\n` or `\r\n`. Of a longer line than the limit the beginning is kept and the rest counted.
package struct LineSplitter: Sendable {
  private let maximumBytes: Int
  private var current: [UInt8] = []
  private var cut = 0
  private var endsInReturn = false

  /// Makes a splitter that keeps at most `maximumBytes` of a line.
  package init(maximumBytes: Int = 64 << 10) { self.maximumBytes = maximumBytes }

  /// Takes the next bytes and calls `body` with each line they complete.
  package mutating func append(
    _ bytes: some BidirectionalCollection<UInt8>, _ body: (RawLine) -> Void
  ) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 10) {
      keep(rest[..<end])
      emit(body)
      rest = rest[rest.index(after: end)...]
    }
    keep(rest)
  }

  /// Ends the stream: an unfinished last line counts as one.
  package mutating func finish(_ body: (RawLine) -> Void) {
    if !current.isEmpty || cut > 0 || endsInReturn { emit(body) }
  }

  private mutating func keep(_ part: some BidirectionalCollection<UInt8>) {
    guard !part.isEmpty else { return }
    // A return is held back until it is known not to belong to the line end.
    if endsInReturn { store(CollectionOfOne(13)) }
    endsInReturn = part.last == 13
    store(endsInReturn ? part.dropLast() : part[...])
  }

  private mutating func store(_ part: some BidirectionalCollection<UInt8>) {
    let room = maximumBytes - current.count
    current.append(contentsOf: part.prefix(room))
    cut += max(0, part.count - room)
  }

  private mutating func emit(_ body: (RawLine) -> Void) {
    body(RawLine(bytes: current, cutBytes: cut))
    current.removeAll(keepingCapacity: current.capacity <= 4 << 10)
    cut = 0
    endsInReturn = false
  }
}

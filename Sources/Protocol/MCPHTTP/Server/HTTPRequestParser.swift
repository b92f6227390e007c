/// Reads requests out of a stream of bytes, the same way however the bytes are cut (RFC 9112).
///
/// Whatever two readers could understand differently is refused: a bare LF or CR, other control characters, folded
/// lines, spaces before a colon, two lengths, a length beside a transfer coding, a second `Host`. After a refusal
/// nothing more is read. A whole request in one piece is read in place, without a copy of its head.
package struct HTTPRequestParser {
  /// What the bytes so far amount to.
  package enum Event: Sendable, Hashable {
    /// Every byte is taken and the request is not whole.
    case incomplete
    /// The head is whole and its sender waits for `100 Continue` before the body.
    case expectsContinue
    /// A whole request, for `takeRequest()`.
    case request
    /// A request that is not served: see `refusal`. Every later call says the same.
    case refused
  }

  enum Stage {
    case requestLine
    case fields
    /// Inside a body of known length.
    case body
    case chunkSize
    case chunk
    /// Behind a chunk's bytes, where its line ends.
    case chunkEnd
    case trailers
    case whole
    case refused
  }

  let limits: HTTPLimits
  let cache: HTTPHeadCache?
  var stage = Stage.requestLine
  var head = HTTPRequestHead()
  var body: [UInt8] = []
  /// Bytes missing of the body of known length, or of the chunk.
  var missing = 0
  /// Bytes of the lines of this head, or of these trailers, so far.
  var lineBytes = 0
  /// Empty lines before the request.
  var emptyLines = 0
  /// Bytes of the chunk extensions of this body so far.
  var extensionBytes = 0
  /// The bytes of a line whose end has not come.
  private var held: [UInt8] = []
  /// How many of those are known to hold no end.
  private var scanned = 0
  /// Why nothing more is read.
  package private(set) var refusal: HTTPRefusal?

  /// Makes a parser for one connection.
  package init(limits: HTTPLimits, cache: HTTPHeadCache? = nil) {
    self.limits = limits
    self.cache = cache
  }

  /// Whether nothing of the next request has come.
  package var isAtStart: Bool { stage == .requestLine && held.isEmpty && emptyLines == 0 }

  /// Whether a head is whole and its body is not.
  package var isInBody: Bool {
    switch stage {
    case .body, .chunkSize, .chunk, .chunkEnd, .trailers: true
    case .requestLine, .fields, .whole, .refused: false
    }
  }

  /// Bytes of the unfinished body so far.
  package var bodyBytes: Int { body.count }

  /// Takes bytes up to the end of a request, or of a head that waits for `100 Continue`; says how many it took.
  package mutating func feed(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (taken: Int, event: Event) {
    var position = 0
    do throws(HTTPRefusal) {
      while true {
        switch stage {
        case .requestLine, .fields, .chunkSize, .chunkEnd, .trailers:
          if !(try readLine(bytes, &position)) { return (position, .incomplete) }
          if stage == .body || stage == .chunkSize, head.takeExpectation() {
            return (position, .expectsContinue)
          }
        case .body, .chunk:
          if !takeBody(bytes, &position) { return (position, .incomplete) }
        case .whole:
          return (position, .request)
        case .refused:
          return (bytes.count, .refused)
        }
      }
    } catch {
      stage = .refused
      refusal = error
      held = []
      body = []
      return (bytes.count, .refused)
    }
  }

  /// Hands on the request that `feed` has found whole, and makes ready for the next.
  package mutating func takeRequest() -> HTTPReceivedRequest {
    precondition(stage == .whole, "there is no whole request to take")
    var received = HTTPReceivedRequest(
      request: HTTPRequest(method: "", path: ""), isVersion10: head.isVersion10,
      closes: head.closes || head.isVersion10)
    // Moved rather than copied: this runs for every request.
    swap(&received.request, &head.request)
    swap(&received.request.body, &body)
    head = HTTPRequestHead()
    stage = .requestLine
    lineBytes = 0
    emptyLines = 0
    extensionBytes = 0
    return received
  }

  // MARK: Lines

  /// Takes one line; false when its end has not come.
  private mutating func readLine(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) throws(HTTPRefusal) -> Bool {
    guard held.isEmpty else { return try readHeldLine(bytes, &position) }
    let rest = UnsafeBufferPointer(rebasing: bytes[position...])
    switch HTTPLineScan.scan(rest, from: 0, limit: lineLimit) {
    case .line(let length):
      position += length + 2
      try take(line: UnsafeBufferPointer(rebasing: rest[..<length]))
      return true
    case .unfinished(let index):
      held.append(contentsOf: rest)
      scanned = index
      position = bytes.count
      return false
    case .overlong: throw overlongLine
    case .forbidden: throw Self.forbiddenByte
    }
  }

  /// The same for a line whose beginning came earlier.
  private mutating func readHeldLine(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) throws(HTTPRefusal) -> Bool {
    let limit = lineLimit
    let before = held.count
    // As much as a line may have with its end: enough to tell that it is too long.
    let taken = min(max(0, limit + 2 - before), bytes.count - position)
    held.append(contentsOf: bytes[position..<position + taken])
    let result = held.withUnsafeBufferPointer {
      HTTPLineScan.scan($0, from: scanned, limit: limit)
    }
    switch result {
    case .line(let length):
      position += length + 2 - before
      let line = held
      held = []
      scanned = 0
      try line.withUnsafeBufferPointer { (buffer) throws(HTTPRefusal) in
        try take(line: UnsafeBufferPointer(rebasing: buffer[..<length]))
      }
      return true
    case .unfinished(let index):
      scanned = index
      position += taken
      return false
    case .overlong: throw overlongLine
    case .forbidden: throw Self.forbiddenByte
    }
  }

  /// Bytes the line at hand may have, without its end.
  private var lineLimit: Int {
    switch stage {
    case .requestLine: limits.requestLineBytes
    case .fields: max(0, limits.headerBytes - lineBytes - 2)
    case .chunkSize: Self.chunkSizeDigits + max(0, limits.chunkExtensionBytes - extensionBytes)
    case .trailers: max(0, limits.trailerBytes - lineBytes - 2)
    case .body, .chunk, .chunkEnd, .whole, .refused: 0
    }
  }

  private var overlongLine: HTTPRefusal {
    switch stage {
    case .requestLine:
      HTTPRefusal(
        414, "the request line is longer than \(limits.requestLineBytes) bytes: shorten the URL")
    case .fields:
      HTTPRefusal(
        431, "the header is longer than \(limits.headerBytes) bytes: send fewer or shorter fields")
    case .trailers:
      HTTPRefusal(
        431, "the trailers are longer than \(limits.trailerBytes) bytes: send fewer or none")
    case .chunkSize:
      .malformed(
        "a chunk's size line is too long: at most \(Self.chunkSizeDigits) digits and, in the whole "
          + "body, \(limits.chunkExtensionBytes) bytes of extensions")
    case .body, .chunk, .chunkEnd, .whole, .refused:
      .malformed("a chunk is longer than its size says: its bytes must be followed by CR LF")
    }
  }

  private static let forbiddenByte = HTTPRefusal.malformed(
    "a line holds a control character, or a CR or LF alone: lines end in CR LF (RFC 9112 §2.2)")

  static let chunkSizeDigits = 16
}

import EventLoop
import Glibc

/// A blocking socket on a thread of its own, which may do what no client should.
actor TestClient {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private let descriptor: Int32
  /// Kept until the client is done with it.
  private let server: ServerBench
  private var isClosed = false
  private var received: [UInt8] = []

  /// Connects to a port of 127.0.0.1. `receiveBytes`: the size of the kernel's buffer, for a peer that reads little.
  init(port: Int, of server: ServerBench, receiveBytes: Int32? = nil) throws {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    try self.init(of: server, family: AF_INET, receiveBytes: receiveBytes) { descriptor in
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
  }

  /// Connects to a Unix socket.
  init(unixPath: String, of server: ServerBench) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: unixPath.utf8) }
    try self.init(of: server, family: AF_UNIX, receiveBytes: nil) { descriptor in
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    }
  }

  private init(
    of server: ServerBench, family: Int32, receiveBytes: Int32?, connect: (Int32) -> Int32
  ) throws {
    self.server = server
    loop = try EventLoop.startThread(named: "test client")
    descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    if var size = receiveBytes {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    // So that a test fails and does not hang.
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    guard connect(descriptor) == 0 else {
      let error = SystemError(call: "connect", code: errno)
      Glibc.close(descriptor)
      isClosed = true
      loop.stop()
      throw error
    }
  }

  deinit {
    if !isClosed { Glibc.close(descriptor) }
    loop.stop()
  }

  // MARK: Sending

  /// Sends everything; false when the server has broken the connection.
  @discardableResult
  func send(_ bytes: some Collection<UInt8> & Sendable) -> Bool {
    let bytes = Array(bytes)
    var position = 0
    while position < bytes.count {
      let count = bytes[position...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      position += count
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  func shutdownWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Closes; with `resetting` the server sees a reset.
  func close(resetting: Bool = false) {
    if resetting {
      var drop = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &drop, socklen_t(MemoryLayout<linger>.size))
    }
    isClosed = true
    Glibc.close(descriptor)
  }

  // MARK: Receiving

  enum Progress: Equatable {
    case more
    case end
    case reset
    case timeout
  }

  /// Reads once into `received`.
  private func readMore() -> Progress {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    if count > 0 {
      received += bytes.prefix(count)
      return .more
    }
    return count == 0 ? .end : errno == EAGAIN ? .timeout : .reset
  }

  /// What came up to the end of the stream, and how it ended.
  func readToEnd() -> (bytes: [UInt8], end: Progress) {
    while true {
      let progress = readMore()
      if progress == .more { continue }
      defer { received = [] }
      return (received, progress)
    }
  }

  /// The same as text.
  func textToEnd() -> String { String(decoding: readToEnd().bytes, as: UTF8.self) }

  /// Reads until `text` has come, and returns everything up to its end; nil when the stream ends before.
  func text(through text: String) -> String? {
    let wanted = Array(text.utf8)
    while true {
      if let range = received.firstRange(of: wanted) {
        let head = received[..<range.upperBound]
        received.removeFirst(head.count)
        return String(decoding: head, as: UTF8.self)
      }
      guard readMore() == .more else { return nil }
    }
  }

  /// Exactly `count` bytes; fewer when the stream ends before.
  func bytes(_ count: Int) -> [UInt8] {
    while received.count < count, readMore() == .more {}
    let piece = Array(received.prefix(count))
    received.removeFirst(piece.count)
    return piece
  }

  // MARK: Answers

  struct Answer: Equatable {
    var status = 0
    /// The names in lower case.
    var fields: [String: String] = [:]
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// The next answer, put together from chunks where it came in chunks; nil when the stream ends inside it.
  func answer(toHead isHead: Bool = false) -> Answer? {
    guard let head = text(through: "\r\n\r\n") else { return nil }
    let lines = head.split(separator: "\r\n")
    var answer = Answer()
    answer.status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      answer.fields[line[..<colon].lowercased()] = String(value)
    }
    if isHead || answer.status == 204 || answer.status == 304 || answer.status < 200 {
      return answer
    }
    if let length = answer.fields["content-length"] {
      let count = Int(length) ?? 0
      answer.body = bytes(count)
      return answer.body.count == count ? answer : nil
    }
    guard answer.fields["transfer-encoding"] == "chunked" else {
      answer.body = readToEnd().bytes
      return answer
    }
    while let piece = chunk() {
      if piece.isEmpty { return answer }
      answer.body += piece
    }
    return nil
  }

  /// The next chunk of an answer, empty for the last; nil when the stream ends inside it.
  func chunk() -> [UInt8]? {
    // CR LF is one character.
    guard let line = text(through: "\r\n"), let count = Int(line.dropLast(), radix: 16) else {
      return nil
    }
    let piece = bytes(count)
    return piece.count == count && text(through: "\r\n") == "\r\n" ? piece : nil
  }

  /// Sends a request and reads its answer.
  func fetch(_ method: String, _ path: String, body: [UInt8] = [], fields: String = "") -> Answer? {
    let length = body.isEmpty ? "" : "Content-Length: \(body.count)\r\n"
    send(Array("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(length)\(fields)\r\n".utf8) + body)
    return answer(toHead: method == "HEAD")
  }
}

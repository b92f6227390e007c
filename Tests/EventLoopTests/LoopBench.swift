import Basics
import CLinux
import EventLoop
import Glibc

/// A loop on a thread of its own, and what happened on it in order; a test waits for the nth entry.
actor LoopBench {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private(set) var journal: [String] = []
  private var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  private var descriptors: [Int32] = []

  init() throws { loop = try EventLoop.startThread(named: "test loop") }

  deinit {
    for descriptor in descriptors { close(descriptor) }
    loop.stop()
  }

  /// Notes an entry. On the loop's thread only.
  nonisolated func note(_ entry: String) { assumeIsolated { $0.add(entry) } }

  private func add(_ entry: String) {
    journal.append(entry)
    let ready = waiting.filter { $0.count <= journal.count }
    waiting.removeAll { $0.count <= journal.count }
    for waiter in ready { waiter.continuation.resume() }
  }

  /// The first `count` entries, once there are as many.
  func entries(_ count: Int) async -> [String] {
    // Looked at inside: an await on the loop may let other work go first.
    await withCheckedContinuation { continuation in
      if journal.count >= count {
        continuation.resume()
      } else {
        waiting.append((count, continuation))
      }
    }
    return Array(journal.prefix(count))
  }

  /// Runs `work` on the loop's thread.
  @discardableResult
  func perform<Result: Sendable>(
    _ work: @Sendable (isolated LoopBench) throws -> Result
  ) rethrows -> Result {
    try work(self)
  }

  /// The two ends of a pipe, closed with the bench.
  func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard clx_pipe(&ends) == 0 else { throw SystemError(call: "pipe", code: errno) }
    for end in ends {
      _ = clx_set_nonblocking(end)
      descriptors.append(end)
    }
    return (ends[0], ends[1])
  }

  /// A temporary regular file that holds `text` and has no name any more.
  func file(_ text: String) throws -> Int32 {
    var path = Array("/tmp/event-loop-test-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw SystemError(call: "mkstemp", code: errno) }
    unlink(path)
    descriptors.append(descriptor)
    Self.write(text, to: descriptor)
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  /// Closes one of the bench's descriptors early.
  func closeEarly(_ descriptor: Int32) {
    descriptors.removeAll { $0 == descriptor }
    close(descriptor)
  }

  /// Writes `text` in one call.
  static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Reads what is there, at most 100 bytes.
  static func read(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}

internal import Foundation
internal import Glibc

/// A child process that may neither run nor print for ever. No shell is involved.
struct BoundedCommand: Sendable {
  /// How a run ended.
  enum Ending: Sendable {
    /// The child ended by itself; `complaint` is what it wrote to stderr.
    case exited(Int32, output: [UInt8], complaint: String)
    /// The child wrote more than allowed and was killed; the output up to there.
    case tooMuchOutput([UInt8])
    /// The child ran longer than allowed and was killed.
    case timedOut
    /// The child could not be started.
    case notStarted(String)
  }

  /// The program, as a path.
  let executable: String
  /// Its arguments, without the program itself.
  let arguments: [String]
  /// Its whole environment.
  let environment: [String: String]
  /// How many bytes of stdout and stderr together are read.
  let outputBytes: Int
  /// How long it may run.
  let timeout: Duration

  /// Runs the child to its end. Blocks the thread: never call it on Swift's pool.
  func run() -> Ending {
    let process = Process()
    let output = Pipe()
    let complaint = Pipe()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = complaint
    do {
      try process.run()
    } catch {
      return .notStarted(error.localizedDescription)
    }
    var reader = PipeReader(
      descriptors: [
        output.fileHandleForReading.fileDescriptor, complaint.fileHandleForReading.fileDescriptor,
      ], limit: outputBytes, deadline: ContinuousClock.now + timeout)
    let reason = reader.readAll()
    if reason != .endOfInput { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    switch reason {
    case .endOfInput:
      return .exited(
        process.terminationStatus, output: reader.bytes[0],
        complaint: String(decoding: reader.bytes[1], as: UTF8.self))
    case .limit: return .tooMuchOutput(reader.bytes[0])
    case .deadline: return .timedOut
    }
  }
}

/// Reads several pipes at the same time until all are closed, a limit or a deadline is reached.
private struct PipeReader {
  enum Reason { case endOfInput, limit, deadline }

  /// What came out of each descriptor.
  private(set) var bytes: [[UInt8]]
  private var open: [Int32]
  private let limit: Int
  private let deadline: ContinuousClock.Instant

  init(descriptors: [Int32], limit: Int, deadline: ContinuousClock.Instant) {
    bytes = descriptors.map { _ in [] }
    open = descriptors
    self.limit = limit
    self.deadline = deadline
  }

  mutating func readAll() -> Reason {
    while open.contains(where: { $0 >= 0 }) {
      let left = deadline - ContinuousClock.now
      guard left > .zero else { return .deadline }
      // poll(2) skips negative descriptors, so a closed pipe is one.
      var waiting = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let milliseconds = Int32(max(1, min(60_000, left / .milliseconds(1))))
      guard poll(&waiting, nfds_t(waiting.count), milliseconds) > 0 else { continue }
      for index in waiting.indices where waiting[index].revents != 0 { readOnce(index) }
      if bytes.reduce(0, { $0 + $1.count }) > limit { return .limit }
    }
    return .endOfInput
  }

  private mutating func readOnce(_ index: Int) {
    let size = 65_536
    let chunk = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, read(open[index], buffer.baseAddress, size))
    }
    if chunk.isEmpty { open[index] = -1 } else { bytes[index] += chunk }
  }
}

import CLinux
import Glibc
import JSON

/// How a program ended and what it wrote.
struct Outcome: Sendable, CustomStringConvertible {
  /// The exit code, or 128 + the signal that ended it.
  let status: Int32
  let output: [UInt8]
  let errors: [UInt8]
  let elapsed: Duration
  /// The most memory the program itself held, in KiB.
  let peakMemory: Int

  var outputText: String { String(decoding: output, as: UTF8.self) }
  var errorText: String { String(decoding: errors, as: UTF8.self) }

  /// Standard output as one JSON document.
  func json() throws -> JSONValue {
    do {
      return try JSONParser.parse(output)
    } catch {
      throw Trouble("standard output is not one JSON document: \(self)")
    }
  }

  var description: String {
    "exit \(status) after \(elapsed)\n"
      + "stdout: \(outputText.prefix(2000))\nstderr: \(errorText.prefix(2000))"
  }
}

/// A program to run with pipes on all three standard streams, bounded in time and output.
struct Program: Sendable {
  var path: String
  var arguments: [String] = []
  var environment: [String: String]
  var folder: String?
  /// Written to standard input, which is then closed.
  var input: [UInt8] = []
  var limit: Duration = .seconds(30)
  /// More output than this is a failure, in bytes a stream.
  var maximumOutput = 16 << 20

  /// The program under test.
  static func cockpit(_ arguments: [String], in scratch: Scratch) -> Program {
    Program(
      path: Machine.binary, arguments: arguments, environment: scratch.environment,
      folder: scratch.path)
  }

  /// Runs it to its end. Throws `Trouble` when it cannot start, takes too long or writes too much.
  func run() async throws -> Outcome {
    try await onOwnThread { try runBlocking() }
  }

  /// The same on this thread, which it blocks.
  func runBlocking() throws -> Outcome {
    guard Machine.isExecutable(path) else {
      throw Trouble("\(path) is not there: build it first, or set MCP_COCKPIT_BINARY")
    }
    let started = ContinuousClock.now
    let deadline = Deadline(after: limit)
    var child = try start()
    defer {
      for descriptor in [child.handle, child.input, child.output, child.error] where descriptor >= 0
      {
        _ = Glibc.close(descriptor)
      }
    }
    do {
      let (output, errors, peak) = try exchange(&child, deadline)
      let status = try reap(child, deadline)
      return Outcome(
        status: status, output: output, errors: errors, elapsed: ContinuousClock.now - started,
        peakMemory: peak)
    } catch {
      kill(-child.pid, SIGKILL)
      waitpid(child.pid, nil, 0)
      throw error
    }
  }

  private func start() throws -> clx_child {
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    _ = clx_ignore_sigpipe()  // a program that closes its input early is no reason to end the tests
    var child = clx_child()
    guard clx_spawn(path, words, variables, folder, &child) == 0 else {
      throw Trouble("cannot start \(path): \(String(cString: strerror(child.failure)))")
    }
    return child
  }

  /// Feeds standard input and collects both outputs until the program has closed them.
  private func exchange(
    _ child: inout clx_child, _ deadline: Deadline
  ) throws -> ([UInt8], [UInt8], Int) {
    var output: [UInt8] = []
    var peak = 0
    var errors: [UInt8] = []
    var sent = 0
    if input.isEmpty { Self.close(&child.input) }
    while child.output >= 0 || child.error >= 0 {
      // poll(2) skips descriptors that are -1.
      var events = [
        pollfd(fd: child.input, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: child.output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: child.error, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&events, nfds_t(events.count), min(20, deadline.milliseconds()))
      peak = max(peak, Self.peakMemory(of: child.pid))
      if ready <= 0, deadline.hasPassed {
        throw Trouble(
          "\(path) \(arguments) did not end in \(limit)\n"
            + "stdout: \(String(decoding: output.prefix(2000), as: UTF8.self))\n"
            + "stderr: \(String(decoding: errors.prefix(2000), as: UTF8.self))")
      }
      if events[0].revents != 0 {
        let count = input[sent...].withUnsafeBytes { write(child.input, $0.baseAddress, $0.count) }
        sent += max(count, 0)
        if sent == input.count || (count < 0 && errno != EAGAIN) { Self.close(&child.input) }
      }
      if events[1].revents != 0, !read(child.output, into: &output) { Self.close(&child.output) }
      if events[2].revents != 0, !read(child.error, into: &errors) { Self.close(&child.error) }
      guard max(output.count, errors.count) <= maximumOutput else {
        throw Trouble("\(path) \(arguments) wrote more than \(maximumOutput) bytes")
      }
    }
    return (output, errors, peak)
  }

  /// The most memory a process has held, in KiB; 0 once it has ended. What wait4(2) tells would include what
  /// this process held when it made the other.
  private static func peakMemory(of pid: pid_t) -> Int {
    guard let file = fopen("/proc/\(pid)/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      if words.first == "VmHWM:", words.count > 1 { return Int(words[1]) ?? 0 }
    }
    return 0
  }

  private static func close(_ descriptor: inout Int32) {
    _ = Glibc.close(descriptor)
    descriptor = -1
  }

  /// Appends what is there; false at the end of the stream.
  private func read(_ descriptor: Int32, into bytes: inout [UInt8]) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
      return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN))
    }
  }

  private func reap(_ child: clx_child, _ deadline: Deadline) throws -> Int32 {
    var ended = pollfd(fd: child.handle, events: Int16(POLLIN), revents: 0)
    guard poll(&ended, 1, deadline.milliseconds()) == 1 else {
      throw Trouble("\(path) \(arguments) closed its outputs and did not end")
    }
    var status: Int32 = 0
    guard waitpid(child.pid, &status, 0) == child.pid else {
      throw Trouble("\(path) was reaped by somebody else")
    }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}

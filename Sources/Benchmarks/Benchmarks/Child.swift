import BenchmarkFloor
import Glibc

/// A program being measured.
struct Child {
  private(set) var handle: floor_child

  var pid: pid_t { handle.pid }

  /// Starts a program on pipes, pinned to `cpu` unless that is −1.
  static func onPipes(_ command: [String], cpu: Int32) -> Child {
    var handle = floor_child()
    let error = withArguments(command) { floor_start($0, cpu, &handle) }
    precondition(error == 0, "cannot start \(command[0]): \(String(cString: strerror(error)))")
    return Child(handle: handle)
  }

  /// Starts a program on a terminal of its own.
  static func onTerminal(_ command: [String], columns: Int32, rows: Int32) -> Child {
    var handle = floor_child()
    let error = withArguments(command) { floor_start_terminal($0, columns, rows, &handle) }
    precondition(error == 0, "cannot start \(command[0]): \(String(cString: strerror(error)))")
    return Child(handle: handle)
  }

  /// Ends it, by force if it does not go within `milliseconds`.
  mutating func end(within milliseconds: Int32 = 10_000) { floor_end(&handle, milliseconds) }

  /// Reads what there is into `buffer`, waiting at most `milliseconds`; nil when nothing came.
  func receive(_ buffer: inout [UInt8], within milliseconds: Int32) -> Int? {
    var waiting = pollfd(fd: handle.output, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) > 0 else { return nil }
    let count = read(handle.output, &buffer, buffer.count)
    return count > 0 ? count : nil
  }

  /// Resident memory in KiB, of the process alone.
  var residentKiB: Int {
    let line = Self.lines("/proc/\(pid)/status").first { $0.hasPrefix("VmRSS:") } ?? ""
    return Int(line.split(separator: " ").dropFirst().first ?? "0") ?? 0
  }

  /// Processor time used so far, in seconds, of the process alone.
  var processorSeconds: Double {
    let text = Self.lines("/proc/\(pid)/stat").first ?? ""
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return 0
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func lines(_ path: String) -> [Substring] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n")
  }

  private static func withArguments(
    _ command: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var pointers = command.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { body($0) } ?? EINVAL
    }
  }
}

/// The machine's monotonic clock, in nanoseconds.
func nanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// A number with `places` decimals.
func decimal(_ value: Double, _ places: Int = 1) -> String {
  let scale = (0..<places).reduce(1.0) { result, _ in result * 10 }
  let scaled = Int((value * scale).rounded())
  guard places > 0 else { return "\(scaled)" }
  let fraction = String(abs(scaled) % Int(scale))
  let padding = String(repeating: "0", count: places - fraction.count)
  return "\(scaled / Int(scale)).\(padding)\(fraction)"
}

/// Prints a line at once, also into a pipe.
func report(_ line: String) {
  print(line)
  fflush(nil)
}

import Basics
import EventLoop
import Glibc
import MCPHTTP

/// One connection of a scripted server: reads requests, performs the steps of their scripts. Loop thread only.
final class ScriptedConnection {
  let number: Int
  let descriptor: Int32
  var take: (SeenRequest) -> [Step] = { _ in [] }
  var gone: (_ byClient: Bool) -> Void = { _ in }
  var isReleased: (String) -> Bool = { _ in true }

  private let loop: EventLoop
  private var watch: Watch?
  private var input: [UInt8] = []
  private var output: [UInt8] = []
  private var steps: [Step] = []
  private var isWaiting = false
  private var isOver = false

  init(number: Int, descriptor: Int32, loop: EventLoop) {
    self.number = number
    self.descriptor = descriptor
    self.loop = loop
  }

  deinit {
    if !isOver { Glibc.close(descriptor) }
  }

  func start(_ greeting: String) {
    watch = try? loop.watch(descriptor, .readable) { [weak self] readiness in
      if readiness.contains(.writable) { self?.flush() }
      if readiness != [.writable] { self?.read() }
    }
    write(Array(greeting.utf8))
  }

  private func read() {
    guard !isOver else { return }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    if count > 0 {
      input += bytes[..<count]
      proceed()
    } else if count == 0 || errno != EAGAIN {
      end(byClient: true)
    }
  }

  /// Performs what can be performed, and reads the next request when the last one is done with.
  func proceed() {
    while !isOver, !isWaiting {
      guard !steps.isEmpty else {
        guard let request = nextRequest() else { return }
        steps = take(request)
        continue
      }
      perform(steps.removeFirst())
    }
  }

  private func perform(_ step: Step) {
    switch step {
    case .send(let text): write(Array(text.utf8))
    case .pieces(let bytes, let size):
      write(Array(bytes.prefix(size)))
      guard bytes.count > size else { return }
      steps.insert(.pieces(Array(bytes.dropFirst(size)), size: size), at: 0)
      wait(.zero)
    case .after(let duration): wait(duration)
    case .hold(let name):
      guard !isReleased(name) else { return }
      steps.insert(step, at: 0)
      wait(.milliseconds(1))
    case .close where !output.isEmpty:
      steps.insert(step, at: 0)
      wait(.milliseconds(1))
    case .close: end(byClient: false)
    case .reset:
      var lingering = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
      end(byClient: false)
    }
  }

  private func wait(_ duration: Duration) {
    isWaiting = true
    loop.schedule(after: duration) {
      self.isWaiting = false
      self.proceed()
    }
  }

  private func write(_ bytes: [UInt8]) {
    output += bytes
    flush()
  }

  private func flush() {
    while !output.isEmpty {
      let count = output.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      output.removeFirst(count)
    }
    if let watch { loop.update(watch, output.isEmpty ? .readable : [.readable, .writable]) }
  }

  private func end(byClient: Bool) {
    guard !isOver else { return }
    isOver = true
    if let watch { loop.cancel(watch) }
    Glibc.close(descriptor)
    gone(byClient)
  }

  private func nextRequest() -> SeenRequest? {
    guard let headEnd = input.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: input[..<headEnd.lowerBound], as: UTF8.self)
      .split(separator: "\r\n")
    let words = lines[0].split(separator: " ")
    var fields = HTTPFields()
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields.append(String(line[..<colon]), String(value))
    }
    let length = fields["Content-Length"].flatMap { Int($0) } ?? 0
    guard input.count >= headEnd.upperBound + length else { return nil }
    let body = input[headEnd.upperBound..<headEnd.upperBound + length]
    input.removeFirst(headEnd.upperBound + length)
    return SeenRequest(
      method: String(words[0]), target: String(words[1]), fields: fields,
      body: String(decoding: body, as: UTF8.self), connection: number, number: 0, time: .now())
  }
}

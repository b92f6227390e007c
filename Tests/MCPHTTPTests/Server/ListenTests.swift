import EventLoop
import Glibc
import MCPHTTP
import Testing

@Suite("Listening and stopping", .timeLimit(.minutes(1)))
struct ListenTests {
  @Test("port 0 takes a free port, and one in use is an error that says so")
  func ports() async throws {
    let (bench, port) = try await ServerBench.listening()
    #expect(port > 0)
    let other = try ServerBench()
    await other.make(HTTPLimits())
    await #expect(throws: SystemError(call: "listen on 127.0.0.1 port \(port)", code: EADDRINUSE)) {
      try await other.listen("127.0.0.1", port: port)
    }
    #expect(await bench.counters.openConnections == 0)
  }

  @Test(
    "localhost is 127.0.0.1, and names are no addresses", arguments: ["example.org", "", "::1%x"])
  func names(host: String) async throws {
    let bench = try ServerBench()
    await bench.make(HTTPLimits())
    let port = try await bench.listen("localhost")
    let client = try TestClient(port: port, of: bench)
    #expect(await client.fetch("GET", "/size/1")?.status == 200)
    await #expect(throws: SystemError(call: "listen on \(host) port 0", code: EINVAL)) {
      try await bench.listen(host)
    }
    await #expect(throws: SystemError.self) { try await bench.listen("127.0.0.1", port: 70_000) }
  }

  @Test("one server may listen in several places, a Unix socket among them")
  func unixSocket() async throws {
    let path = "/tmp/http-server-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
    let (bench, port) = try await ServerBench.listening()
    try await bench.listen(unixPath: path)
    var status = stat()
    #expect(lstat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let near = try TestClient(unixPath: path, of: bench)
    let far = try TestClient(port: port, of: bench)
    #expect(await near.fetch("POST", "/echo", body: [1, 2])?.body == [1, 2])
    #expect(await far.fetch("POST", "/echo", body: [3])?.body == [3])
    let other = try ServerBench()
    await other.make(HTTPLimits())
    await #expect(throws: SystemError(call: "listen on \(path)", code: EADDRINUSE)) {
      try await other.listen(unixPath: path)
    }
    await bench.stop(draining: .zero)
    try await bench.until("stopped")
    #expect(lstat(path, &status) != 0)
  }

  @Test(
    "a socket file left behind is replaced, another file is not, and a path too long is refused")
  func staleSocket() async throws {
    let path = "/tmp/http-server-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
    defer { unlink(path) }
    let abandoned = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        #expect(bind(abandoned, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0)
      }
    }
    close(abandoned)
    let bench = try ServerBench()
    await bench.make(HTTPLimits())
    try await bench.listen(unixPath: path)
    let client = try TestClient(unixPath: path, of: bench)
    #expect(await client.fetch("GET", "/size/1")?.status == 200)
    await bench.stop(draining: .zero)
    try await bench.until("stopped")

    close(open(path, O_CREAT | O_WRONLY, 0o600))
    let other = try ServerBench()
    await other.make(HTTPLimits())
    await #expect(throws: SystemError(call: "listen on \(path)", code: EADDRINUSE)) {
      try await other.listen(unixPath: path)
    }
    let long = "/tmp/" + String(repeating: "x", count: 200)
    await #expect(throws: SystemError(call: "listen on \(long)", code: ENAMETOOLONG)) {
      try await other.listen(unixPath: long)
    }
  }

  @Test("IPv6 works where the machine has it")
  func version6() async throws {
    let bench = try ServerBench()
    await bench.make(HTTPLimits())
    do {
      #expect(try await bench.listen("::1") > 0)
    } catch {
      #expect([EADDRNOTAVAIL, EAFNOSUPPORT].contains(error.code))
    }
  }

  @Test("stopping closes idle connections at once, lets requests end, and takes no new ones")
  func draining() async throws {
    let (bench, port) = try await ServerBench.listening()
    let idle = try TestClient(port: port, of: bench)
    let untouched = try TestClient(port: port, of: bench)
    let busy = try TestClient(port: port, of: bench)
    let streaming = try TestClient(port: port, of: bench)
    let arriving = try TestClient(port: port, of: bench)
    #expect(await idle.fetch("GET", "/size/1")?.status == 200)
    await busy.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\nGET /size/1 HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    await streaming.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /stream")
    let start = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
    let before = await bench.counters.bytesIn
    await arriving.send(start)
    try await bench.untilCounters { $0.bytesIn >= before + start.utf8.count }
    await bench.stop(draining: .seconds(30))
    #expect(await idle.readToEnd() == ([], .end))
    #expect(await untouched.readToEnd() == ([], .end))
    #expect(throws: SystemError(call: "connect", code: ECONNREFUSED)) {
      try TestClient(port: port, of: bench)
    }
    await bench.answer(0, "held")
    let held = await busy.answer()
    #expect(held?.text == "held" && held?.fields["connection"] == "close")
    #expect(await busy.readToEnd() == ([], .end))
    await busy.close()
    await arriving.send("ok")
    let echo = await arriving.answer()
    #expect(echo?.text == "ok" && echo?.fields["connection"] == "close")
    await arriving.close()
    #expect(await bench.journal.contains("stopped") == false)
    await bench.with(1) { exchange in
      exchange.write([1])
      exchange.end()
    }
    #expect(await streaming.answer()?.body == [1])
    await streaming.close()
    try await bench.until("stopped")
    #expect(await bench.counters.openConnections == 0)
    await #expect(throws: SystemError(call: "listen after stop", code: ESHUTDOWN)) {
      try await bench.listen("127.0.0.1")
    }
  }

  @Test("what has not ended when the time for it is over is cut")
  func cutting() async throws {
    let (bench, port) = try await ServerBench.listening()
    let held = try TestClient(port: port, of: bench)
    let streaming = try TestClient(port: port, of: bench)
    await held.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    await streaming.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /stream")
    await bench.stop(draining: .milliseconds(30))
    try await bench.until("stopped")
    #expect(
      await bench.journal == ["GET /hold", "GET /stream", "gone /hold", "gone /stream", "stopped"])
    #expect(await held.readToEnd().bytes.isEmpty)
    #expect(await !streaming.textToEnd().contains("0\r\n\r\n"))
  }

  @Test("a second stop may cut the first one short, and each is told of the end")
  func stoppingTwice() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    await bench.stop(draining: .seconds(100))
    await bench.stop(draining: .zero)
    try await bench.until { $0.journal.count { $0 == "stopped" } == 2 }
    #expect(await client.readToEnd().bytes.isEmpty)
    await bench.stop(draining: .seconds(100))
    try await bench.until { $0.journal.count { $0 == "stopped" } == 3 }
  }
}

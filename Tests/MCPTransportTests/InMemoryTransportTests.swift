import EventLoop
import JSONRPC
import MCPTransport
import Testing

@Suite("A transport within the process", .timeLimit(.minutes(1)))
struct InMemoryTransportTests {
  private func text(_ event: TransportEvent) -> String {
    switch event {
    case .line(let bytes): "line " + String(decoding: bytes, as: UTF8.self)
    case .oversized: "oversized"
    case .ended: "ended"
    case .requestFailed(let id, _): "failed \(id.json)"
    case .closed(let reason): "closed \(reason ?? "in order")"
    }
  }

  /// Connects two ends on a loop and notes what each of them hears.
  private func run(
    _ bench: SessionBench,
    _ work: @escaping @Sendable (_ client: InMemoryTransport, _ server: InMemoryTransport) -> Void
  ) {
    bench.loop.post {
      let (client, server) = InMemoryTransport.pair(loop: bench.loop)
      client.start { [server] event in
        bench.note("client: \(self.text(event))")
        withExtendedLifetime(server) {}
      }
      work(client, server)
      server.start { [client] event in
        bench.note("server: \(self.text(event))")
        withExtendedLifetime(client) {}
      }
    }
  }

  @Test("lines arrive in order at the other end, also those sent before it started")
  func order() async throws {
    let bench = try SessionBench()
    run(bench) { client, server in
      client.send(line: Array("one\n".utf8))
      client.send(.notification(method: "n", params: nil))
      server.send(line: Array("back\n".utf8))
      bench.note("sent")
    }
    let entries = await bench.entries(4)
    #expect(entries[0] == "sent", "nothing is handed over within the call")
    #expect(
      entries.filter { $0.hasPrefix("server") } == [
        "server: line one", #"server: line {"jsonrpc":"2.0","method":"n"}"#,
      ])
    #expect(entries.contains("client: line back"))
  }

  @Test("closing one end closes both, once, after what was sent before", arguments: [true, false])
  func close(clientCloses: Bool) async throws {
    let bench = try SessionBench()
    run(bench) { client, server in
      let (closing, other) = clientCloses ? (client, server) : (server, client)
      closing.send(line: Array("last\n".utf8))
      closing.close()
      closing.send(line: Array("too late\n".utf8))
      closing.close()
      other.send(line: Array("to nobody\n".utf8))
    }
    bench.loop.post { bench.loop.post { bench.loop.post { bench.note("end") } } }
    let entries = await bench.entries(4)
    let other = clientCloses ? "server" : "client"
    #expect(
      entries.filter { $0.hasPrefix(other) } == [
        "\(other): line last", "\(other): closed in order",
      ])
    #expect(entries.filter { $0.contains("closed") }.count == 2)
    #expect(entries.last == "end")
  }
}

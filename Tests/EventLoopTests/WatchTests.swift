import EventLoop
import Glibc
import Synchronization
import Testing

@Suite("An event loop: descriptors", .timeLimit(.minutes(1)))
struct WatchTests {
  @Test("a handler runs whenever there is something to read, until it is read")
  func readable() async throws {
    let bench = try LoopBench()
    let (reading, writing) = try await bench.pipe()
    try await bench.perform { bench in
      _ = try bench.loop.watch(reading, .readable) { readiness in
        #expect(readiness.contains(.readable))
        bench.note(LoopBench.read(reading))
      }
    }
    LoopBench.write("one", to: writing)
    #expect(await bench.entries(1) == ["one"])
    LoopBench.write("two", to: writing)
    #expect(await bench.entries(2) == ["one", "two"])
  }

  @Test("readiness is level-triggered: what is left is told again")
  func levelTriggered() async throws {
    let bench = try LoopBench()
    let (reading, writing) = try await bench.pipe()
    LoopBench.write("abc", to: writing)
    try await bench.perform { bench in
      _ = try bench.loop.watch(reading, .readable) { _ in
        var byte: UInt8 = 0
        _ = read(reading, &byte, 1)
        bench.note(String(UnicodeScalar(byte)))
      }
    }
    #expect(await bench.entries(3) == ["a", "b", "c"])
  }

  @Test("the end of the other side is told as a hangup")
  func hangup() async throws {
    let bench = try LoopBench()
    let (reading, writing) = try await bench.pipe()
    try await bench.perform { bench in
      let watch = Mutex<Watch?>(nil)
      let made = try bench.loop.watch(reading, .readable) { readiness in
        bench.note("\(readiness.contains(.hangup)) \(LoopBench.read(reading).isEmpty)")
        if let watch = watch.withLock({ $0 }) { bench.loop.cancel(watch) }
      }
      watch.withLock { $0 = made }
    }
    await bench.closeEarly(writing)
    #expect(await bench.entries(1) == ["true true"])
  }

  @Test("an interest can be changed: silenced while there is input, and woken again")
  func update() async throws {
    let bench = try LoopBench()
    let (reading, writing) = try await bench.pipe()
    let watch = try await bench.perform { bench in
      try bench.loop.watch(reading, []) { _ in bench.note(LoopBench.read(reading)) }
    }
    LoopBench.write("x", to: writing)
    await bench.perform { $0.loop.schedule(after: .milliseconds(5)) { bench.note("silent") } }
    #expect(await bench.entries(1) == ["silent"])
    await bench.perform { $0.loop.update(watch, .readable) }
    #expect(await bench.entries(2) == ["silent", "x"])
  }

  @Test("a pipe is writable until it is full")
  func writable() async throws {
    let bench = try LoopBench()
    let (reading, writing) = try await bench.pipe()
    let block = [UInt8](repeating: 1, count: 4096)
    while write(writing, block, block.count) > 0 {}
    try await bench.perform { bench in
      let watch = Mutex<Watch?>(nil)
      let made = try bench.loop.watch(writing, .writable) { readiness in
        bench.note("writable \(readiness == .writable)")
        if let watch = watch.withLock({ $0 }) { bench.loop.cancel(watch) }
      }
      watch.withLock { $0 = made }
      bench.loop.schedule(after: .milliseconds(5)) { bench.note("full") }
    }
    #expect(await bench.entries(1) == ["full"])
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    while read(reading, &buffer, buffer.count) > 0 {}
    #expect(await bench.entries(2) == ["full", "writable true"])
  }

  @Test("a cancelled watch is silent, even for what was ready in the same turn")
  func cancelInTurn() async throws {
    let bench = try LoopBench()
    let pipes = [try await bench.pipe(), try await bench.pipe()]
    for pipe in pipes { LoopBench.write("x", to: pipe.writing) }
    try await bench.perform { bench in
      let watches = Mutex<[Watch]>([])
      for (index, pipe) in pipes.enumerated() {
        let made = try bench.loop.watch(pipe.reading, .readable) { _ in
          bench.note("pipe")
          for watch in watches.withLock({ $0 }) { bench.loop.cancel(watch) }
          _ = index
        }
        watches.withLock { $0.append(made) }
      }
      bench.loop.schedule(after: .milliseconds(5)) { bench.note("end") }
    }
    #expect(await bench.entries(2) == ["pipe", "end"])
  }

  @Test("a slot used again does not hear of its former tenant")
  func reuse() async throws {
    let bench = try LoopBench()
    let (first, second) = (try await bench.pipe(), try await bench.pipe())
    try await bench.perform { bench in
      let old = try bench.loop.watch(first.reading, .readable) { _ in bench.note("old") }
      bench.loop.cancel(old)
      _ = try bench.loop.watch(second.reading, .readable) { _ in
        bench.note("new " + LoopBench.read(second.reading))
      }
      bench.loop.cancel(old)
      bench.loop.update(old, .readable)
    }
    LoopBench.write("1", to: first.writing)
    LoopBench.write("2", to: second.writing)
    #expect(await bench.entries(1) == ["new 2"])
  }

  @Test("a regular file is always ready, until it is silenced or cancelled")
  func regularFile() async throws {
    let bench = try LoopBench()
    let file = try await bench.file("abc")
    let watch = try await bench.perform { bench in
      try bench.loop.watch(file, .readable) { readiness in
        var byte: UInt8 = 0
        let count = read(file, &byte, 1)
        bench.note(count == 1 ? String(UnicodeScalar(byte)) : "end \(readiness == .readable)")
      }
    }
    #expect(await bench.entries(5) == ["a", "b", "c", "end true", "end true"])
    let silent = await bench.perform { bench in
      bench.loop.update(watch, [])
      bench.loop.schedule(after: .milliseconds(5)) { bench.note("silent") }
      return bench.journal.count
    }
    #expect(await bench.entries(silent + 1).last == "silent")
    let cancelled = await bench.perform { bench in
      bench.loop.update(watch, .readable)
      bench.loop.cancel(watch)
      bench.loop.schedule(after: .milliseconds(5)) { bench.note("cancelled") }
      return bench.journal.count
    }
    #expect(await bench.entries(cancelled + 1).last == "cancelled")
  }

  @Test("a descriptor that is not open cannot be watched, and the error says which")
  func notOpen() async throws {
    let bench = try LoopBench()
    let error = await bench.perform { bench -> SystemError? in
      do throws(SystemError) {
        _ = try bench.loop.watch(99_999, .readable) { _ in }
        return nil
      } catch {
        return error
      }
    }
    #expect(error == SystemError(call: "watch descriptor 99999", code: EBADF))
    #expect(error?.message == "watch descriptor 99999: Bad file descriptor")
  }
}

import Basics
import EventLoop
import Glibc
import Synchronization
import Testing

@Suite("An event loop: work and timers", .timeLimit(.minutes(1)))
struct EventLoopTests {
  @Test("posted work runs on the loop's thread in the order it was posted")
  func postOrder() async throws {
    let bench = try LoopBench()
    for number in 0..<100 {
      bench.loop.post { bench.note("\(number) \(bench.loop.isCurrent)") }
    }
    #expect(await bench.entries(100) == (0..<100).map { "\($0) true" })
    #expect(!bench.loop.isCurrent)
  }

  @Test("work posted by work runs after what was posted before it")
  func nestedPosts() async throws {
    let bench = try LoopBench()
    bench.loop.post {
      bench.loop.post { bench.note("c") }
      bench.note("a")
    }
    bench.loop.post { bench.note("b") }
    let entries = await bench.entries(3)
    #expect(entries.first == "a")
    #expect(Set(entries) == ["a", "b", "c"])
  }

  @Test("posts of many threads are all run, each thread's in its order")
  func manyThreads() async throws {
    let bench = try LoopBench()
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask {
          for number in 0..<250 { bench.loop.post { bench.note("\(task) \(number)") } }
        }
      }
    }
    let entries = await bench.entries(1000)
    for task in 0..<4 {
      #expect(
        entries.filter { $0.hasPrefix("\(task) ") } == (0..<250).map { "\(task) \($0)" })
    }
  }

  @Test("the end of a turn comes after all that is ready, and may ask for another end")
  func endOfTurn() async throws {
    let bench = try LoopBench()
    await bench.perform { bench in
      let loop = bench.loop
      loop.atEndOfTurn {
        bench.note("end 1")
        loop.atEndOfTurn { bench.note("end 3") }
      }
      loop.atEndOfTurn { bench.note("end 2") }
      bench.note("work")
    }
    #expect(await bench.entries(4) == ["work", "end 1", "end 2", "end 3"])
  }

  @Test("timers run by deadline, those of one deadline in the order they were set")
  func timerOrder() async throws {
    let bench = try LoopBench()
    await bench.perform { bench in
      for milliseconds in [30, 10, 20, 0, 10, -5] {
        bench.loop.schedule(after: .milliseconds(milliseconds)) { bench.note("\(milliseconds)") }
      }
    }
    let entries = await bench.entries(6)
    #expect(entries == ["-5", "0", "10", "10", "20", "30"])
  }

  @Test("a timer runs no earlier than asked")
  func notEarly() async throws {
    let bench = try LoopBench()
    let start = MonotonicInstant.now()
    await bench.perform { bench in
      _ = bench.loop.schedule(after: .milliseconds(20)) { bench.note("x") }
    }
    _ = await bench.entries(1)
    #expect(MonotonicInstant.now() - start >= .milliseconds(20))
  }

  @Test("a cancelled timer never runs, and cancelling it late or twice does nothing")
  func cancelTimer() async throws {
    let bench = try LoopBench()
    await bench.perform { bench in
      let loop = bench.loop
      let kept = loop.schedule(after: .milliseconds(2)) { bench.note("kept") }
      let dropped = loop.schedule(after: .milliseconds(1)) { bench.note("dropped") }
      loop.cancel(dropped)
      loop.cancel(dropped)
      loop.schedule(after: .milliseconds(3)) {
        loop.cancel(kept)
        bench.note("last")
      }
    }
    #expect(await bench.entries(2) == ["kept", "last"])
  }

  @Test("a timer can cancel another that is due in the same moment")
  func cancelDue() async throws {
    let bench = try LoopBench()
    await bench.perform { bench in
      let loop = bench.loop
      let later = Mutex<TimerID?>(nil)
      loop.schedule(after: .zero) {
        bench.note("first")
        if let timer = later.withLock({ $0 }) { loop.cancel(timer) }
      }
      later.withLock { $0 = loop.schedule(after: .zero) { bench.note("cancelled") } }
      loop.schedule(after: .milliseconds(2)) { bench.note("end") }
    }
    #expect(await bench.entries(2) == ["first", "end"])
  }

  @Test("cancelled timers let go of their work at once and do not accumulate")
  func manyTimers() async throws {
    let bench = try LoopBench()
    let alive = Census()
    for round in 1...10 {
      await bench.perform { bench in
        for _ in 0..<1_000 {
          let resident = Resident(alive)
          bench.loop.cancel(bench.loop.schedule(after: .seconds(3600)) { _ = resident })
        }
      }
      #expect(alive.count == 0, "round \(round)")
    }
    await bench.perform { bench in
      let timers = (0..<10_000).map { _ in
        let resident = Resident(alive)
        return bench.loop.schedule(after: .seconds(3600)) { _ = resident }
      }
      #expect(alive.count == 10_000)
      for timer in timers.shuffled() { bench.loop.cancel(timer) }
      #expect(alive.count == 0)
      bench.loop.schedule(after: .zero) { bench.note("still works") }
    }
    #expect(await bench.entries(1) == ["still works"])
  }

  @Test("a stopped loop ends its run, before or after it began")
  func stop() async throws {
    let loop = try EventLoop()
    loop.stop()
    loop.run()

    let other = try EventLoop()
    other.post { other.stop() }
    other.schedule(after: .seconds(3600)) {}
    other.run()
  }

  @Test("loop-only calls from another thread are a programmer's error")
  func wrongThread() async {
    await #expect(processExitsWith: .failure) {
      let loop = try EventLoop.startThread(named: "test loop")
      await withCheckedContinuation { continuation in loop.post { continuation.resume() } }
      loop.atEndOfTurn {}
    }
  }
}

/// Counts the residents alive.
private final class Census: Sendable {
  private let number = Atomic<Int>(0)

  var count: Int { number.load(ordering: .sequentiallyConsistent) }
  func add(_ change: Int) { number.add(change, ordering: .sequentiallyConsistent) }
}

/// Something a closure holds.
private final class Resident: Sendable {
  private let census: Census

  init(_ census: Census) {
    self.census = census
    census.add(1)
  }

  deinit { census.add(-1) }
}

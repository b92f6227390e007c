import Basics
import EventLoop
import Synchronization
import Testing

@Suite("An event loop: tasks and actors", .timeLimit(.minutes(1)))
struct LoopTaskTests {
  @Test("a sleep ends after its time on the loop's clock")
  func sleeps() async throws {
    let bench = try LoopBench()
    let start = MonotonicInstant.now()
    try await bench.loop.sleep(for: .milliseconds(15))
    #expect(MonotonicInstant.now() - start >= .milliseconds(15))
    try await bench.loop.sleep(for: .milliseconds(-1))
  }

  @Test("a cancelled sleep throws at once")
  func cancelledSleep() async throws {
    let bench = try LoopBench()
    let loop = bench.loop
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do {
            try await loop.sleep(for: .seconds(3600))
            return false
          } catch {
            return error is CancellationError
          }
        }
      }
      group.cancelAll()
      for await wasCancelled in group { #expect(wasCancelled) }
    }
  }

  @Test("cancelling a sleep at its end is safe in any order", arguments: 0..<30)
  func cancelRace(microseconds: Int) async throws {
    let bench = try LoopBench()
    let loop = bench.loop
    await withTaskGroup(of: Void.self) { group in
      for delay in 0..<10 {
        group.addTask { try? await loop.sleep(for: .microseconds(delay * 20)) }
      }
      group.addTask { try? await loop.sleep(for: .microseconds(microseconds * 10)) }
      await group.next()
      group.cancelAll()
    }
  }

  @Test("an actor on the loop runs on its thread, also after an await")
  func actors() async throws {
    let bench = try LoopBench()
    let resident = LoopResident(loop: bench.loop)
    for _ in 0..<10 { #expect(await resident.isAtHome()) }
    #expect(try await resident.isAtHomeAfterSleeping())
  }

  @Test("a task that prefers the loop runs on its thread between its awaits")
  func taskExecutor() async throws {
    let bench = try LoopBench()
    let loop = bench.loop
    await withTaskGroup(of: [Bool].self) { group in
      for _ in 0..<5 {
        group.addTask(executorPreference: loop) {
          var places = [loop.isCurrent]
          await Task.yield()
          places.append(loop.isCurrent)
          try? await loop.sleep(for: .microseconds(10))
          places.append(loop.isCurrent)
          return places
        }
      }
      for await places in group { #expect(places == [true, true, true]) }
    }
  }

  @Test("two loops call each other's actors without waiting for ever")
  func pingPong() async throws {
    let (left, right) = (try LoopBench(), try LoopBench())
    let counter = LoopCounter(loop: left.loop)
    let other = LoopCounter(loop: right.loop)
    for _ in 0..<500 {
      await counter.increment(also: other)
      await other.increment(also: counter)
    }
    #expect(await counter.count == 1000)
    #expect(await other.count == 1000)
  }
}

private actor LoopResident {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(loop: EventLoop) { self.loop = loop }

  func isAtHome() -> Bool { loop.isCurrent }

  func isAtHomeAfterSleeping() async throws -> Bool {
    try await loop.sleep(for: .microseconds(100))
    return loop.isCurrent
  }
}

private actor LoopCounter {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  private(set) var count = 0

  init(loop: EventLoop) { self.loop = loop }

  func increment(also other: LoopCounter? = nil) async {
    count += 1
    await other?.increment()
  }
}

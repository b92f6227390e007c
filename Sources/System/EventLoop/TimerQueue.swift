import Basics

/// A pending timer of one loop.
public struct TimerID: Hashable, Sendable {
  let number: UInt64
}

/// Timers by deadline: a binary heap whose cancelled entries are swept once they outnumber the live ones.
struct TimerQueue {
  private struct Entry {
    var deadline: MonotonicInstant
    var number: UInt64
  }

  private var heap: [Entry] = []
  private var work: [UInt64: () -> Void] = [:]
  private var nextNumber: UInt64 = 1

  mutating func add(at deadline: MonotonicInstant, _ body: @escaping () -> Void) -> TimerID {
    let number = nextNumber
    nextNumber += 1
    work[number] = body
    heap.append(Entry(deadline: deadline, number: number))
    siftUp(heap.count - 1)
    return TimerID(number: number)
  }

  mutating func cancel(_ timer: TimerID) {
    guard work.removeValue(forKey: timer.number) != nil else { return }
    if heap.count > 64, heap.count > 2 * work.count { sweep() }
  }

  /// The earliest live deadline.
  mutating func nextDeadline() -> MonotonicInstant? {
    while let first = heap.first {
      if work[first.number] != nil { return first.deadline }
      removeFirst()
    }
    return nil
  }

  /// The work of the earliest timer due at `now`, removed; nil when none is due.
  mutating func popDue(_ now: MonotonicInstant) -> (() -> Void)? {
    while let first = heap.first, first.deadline <= now {
      removeFirst()
      if let body = work.removeValue(forKey: first.number) { return body }
    }
    return nil
  }

  private mutating func sweep() {
    let live = heap.filter { work[$0.number] != nil }
    heap.removeAll(keepingCapacity: true)
    for entry in live {
      heap.append(entry)
      siftUp(heap.count - 1)
    }
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var index = 0
    while true {
      let left = 2 * index + 1
      guard left < heap.count else { return }
      let right = left + 1
      let child = right < heap.count && isEarlier(right, left) ? right : left
      guard isEarlier(child, index) else { return }
      heap.swapAt(child, index)
      index = child
    }
  }

  private mutating func siftUp(_ start: Int) {
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      guard isEarlier(index, parent) else { return }
      heap.swapAt(index, parent)
      index = parent
    }
  }

  private func isEarlier(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (heap[a], heap[b])
    return first.deadline == second.deadline
      ? first.number < second.number : first.deadline < second.deadline
  }
}

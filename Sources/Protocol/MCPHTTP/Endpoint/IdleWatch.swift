import Basics
import EventLoop

/// Notices elements that nobody touched for a fixed time: one timer for all of them, and none while there are none.
///
/// Since the time is the same for all, the elements stand in the order they are due, and adding, touching and
/// removing take constant time. Loop thread only.
final class IdleWatch<Element> {
  /// The place of an element.
  typealias Slot = Int32
  /// No place.
  static var none: Slot { -1 }

  private struct Node {
    var element: Element?
    var due: MonotonicInstant
    var previous: Slot
    var next: Slot
  }

  private let loop: EventLoop
  private let interval: Duration
  private let whenIdle: (Element) -> Void
  private var nodes: [Node] = []
  private var free: [Slot] = []
  private var first = IdleWatch.none
  private var last = IdleWatch.none
  private var timer: TimerID?

  /// Makes a watch. An idle element stays in it, as if it had just been touched, unless `whenIdle` removes it.
  init(loop: EventLoop, after interval: Duration, whenIdle: @escaping (Element) -> Void) {
    self.loop = loop
    self.interval = max(interval, .milliseconds(1))
    self.whenIdle = whenIdle
  }

  /// How many elements are watched.
  var count: Int { nodes.count - free.count }

  /// Begins to watch an element.
  func add(_ element: Element) -> Slot {
    let node = Node(element: element, due: .now() + interval, previous: Self.none, next: Self.none)
    let slot: Slot
    if let reused = free.popLast() {
      nodes[Int(reused)] = node
      slot = reused
    } else {
      slot = Slot(nodes.count)
      nodes.append(node)
    }
    append(slot)
    schedule()
    return slot
  }

  /// The element is in use: its time begins anew.
  func touch(_ slot: Slot) {
    guard slot != Self.none else { return }
    unlink(slot)
    nodes[Int(slot)].due = .now() + interval
    append(slot)
  }

  /// Stops watching an element and clears its slot.
  func remove(_ slot: inout Slot) {
    guard slot != Self.none else { return }
    unlink(slot)
    nodes[Int(slot)].element = nil
    free.append(slot)
    slot = Self.none
    guard first == Self.none else { return }
    if nodes.count > 1024 {
      nodes = []
      free = []
    }
    if let timer { loop.cancel(timer) }
    timer = nil
  }

  private func schedule() {
    guard timer == nil, first != Self.none else { return }
    let delay = nodes[Int(first)].due - .now()
    timer = loop.schedule(after: max(delay, .zero)) { [weak self] in self?.fire() }
  }

  private func fire() {
    timer = nil
    // What is due soon goes along, so that many elements cost few wake-ups.
    let limit = MonotonicInstant.now() + interval / 16
    while first != Self.none, nodes[Int(first)].due <= limit {
      let slot = first
      touch(slot)
      if let element = nodes[Int(slot)].element { whenIdle(element) }
    }
    schedule()
  }

  private func append(_ slot: Slot) {
    nodes[Int(slot)].previous = last
    nodes[Int(slot)].next = Self.none
    if last == Self.none { first = slot } else { nodes[Int(last)].next = slot }
    last = slot
  }

  private func unlink(_ slot: Slot) {
    let (previous, next) = (nodes[Int(slot)].previous, nodes[Int(slot)].next)
    if previous == Self.none { first = next } else { nodes[Int(previous)].next = next }
    if next == Self.none { last = previous } else { nodes[Int(next)].previous = previous }
  }
}

package import Basics

/// When each connection of a server must be looked at: one deadline for each, kept in one list for each kind.
///
/// All deadlines of a kind are the same time away when they are set, so that each list is in order by itself, and
/// setting, moving and clearing cost the same for ten connections and ten thousand.
package struct HTTPDeadlines {
  /// What happens when it passes.
  package enum Kind: Int, CaseIterable {
    /// The next request has not begun.
    case idle
    /// A header is not whole.
    case header
    /// A body has made no progress.
    case body
    /// The client takes nothing of an answer.
    case write
    /// The client does not close after our end.
    case closing
    /// Nothing is read because too much came ahead of its turn: look whether the client is still there.
    case presence
  }

  private struct Entry {
    var deadline = MonotonicInstant(nanoseconds: 0)
    var kind: Kind?
    var previous: Int32 = -1
    var next: Int32 = -1
  }

  private struct List {
    var first: Int32 = -1
    var last: Int32 = -1
  }

  private var entries: [Entry] = []
  private var lists = [List](repeating: List(), count: Kind.allCases.count)
  /// Nanoseconds from setting a deadline of a kind to its passing.
  private let delays: [Int64]

  /// Makes lists without deadlines.
  package init(limits: HTTPLimits) {
    delays = Kind.allCases.map { kind in
      switch kind {
      case .idle: limits.idleTime.nanoseconds
      case .header: limits.headerTime.nanoseconds
      case .body: limits.bodyStall.nanoseconds
      case .write: limits.writeStall.nanoseconds
      case .closing: limits.closingTime.nanoseconds
      case .presence: limits.presenceCheck.nanoseconds
      }
    }
  }

  /// The kind of the deadline of `slot`; nil when it has none.
  package func kind(of slot: Int) -> Kind? { slot < entries.count ? entries[slot].kind : nil }

  /// Gives `slot` a new deadline instead of any it had, and returns it. Times never go back.
  @discardableResult
  package mutating func set(_ slot: Int, _ kind: Kind, now: MonotonicInstant) -> MonotonicInstant {
    while entries.count <= slot { entries.append(Entry()) }
    unlink(slot)
    let sum = now.nanoseconds.addingReportingOverflow(delays[kind.rawValue])
    let deadline = MonotonicInstant(nanoseconds: sum.overflow ? .max : sum.partialValue)
    let last = lists[kind.rawValue].last
    entries[slot] = Entry(deadline: deadline, kind: kind, previous: last, next: -1)
    if last >= 0 {
      entries[Int(last)].next = Int32(slot)
    } else {
      lists[kind.rawValue].first = Int32(slot)
    }
    lists[kind.rawValue].last = Int32(slot)
    return deadline
  }

  /// Takes the deadline of `slot` away.
  package mutating func clear(_ slot: Int) { if slot < entries.count { unlink(slot) } }

  /// The earliest deadline.
  package var earliest: MonotonicInstant? {
    lists.lazy.filter { $0.first >= 0 }.map { entries[Int($0.first)].deadline }.min()
  }

  /// Takes out a deadline that has passed at `now`.
  package mutating func popPassed(_ now: MonotonicInstant) -> (slot: Int, kind: Kind)? {
    for kind in Kind.allCases {
      let first = lists[kind.rawValue].first
      if first >= 0, entries[Int(first)].deadline <= now {
        unlink(Int(first))
        return (Int(first), kind)
      }
    }
    return nil
  }

  private mutating func unlink(_ slot: Int) {
    guard let kind = entries[slot].kind else { return }
    let (previous, next) = (entries[slot].previous, entries[slot].next)
    if previous >= 0 {
      entries[Int(previous)].next = next
    } else {
      lists[kind.rawValue].first = next
    }
    if next >= 0 {
      entries[Int(next)].previous = previous
    } else {
      lists[kind.rawValue].last = previous
    }
    entries[slot].kind = nil
  }
}

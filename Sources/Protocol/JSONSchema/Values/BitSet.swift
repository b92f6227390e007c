/// A set of small numbers; the first 64 cost no memory of their own.
struct BitSet: Sendable {
  private var first: UInt64 = 0
  private var rest: [UInt64] = []

  /// An empty set.
  init() {}

  /// Whether `number` is in the set.
  func contains(_ number: Int) -> Bool {
    if number < 64 { return first >> UInt64(number) & 1 == 1 }
    let word = number / 64 - 1
    return word < rest.count && rest[word] >> UInt64(number % 64) & 1 == 1
  }

  /// Adds `number`, 0 or more.
  mutating func insert(_ number: Int) {
    if number < 64 { return first |= 1 << UInt64(number) }
    let word = number / 64 - 1
    if word >= rest.count {
      rest.append(contentsOf: repeatElement(0, count: word + 1 - rest.count))
    }
    rest[word] |= 1 << UInt64(number % 64)
  }

  /// Adds every number of `other`.
  mutating func formUnion(_ other: BitSet) {
    first |= other.first
    if other.rest.count > rest.count {
      rest.append(contentsOf: repeatElement(0, count: other.rest.count - rest.count))
    }
    for index in other.rest.indices { rest[index] |= other.rest[index] }
  }
}

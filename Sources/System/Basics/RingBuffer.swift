/// The last `capacity` elements appended; older ones are dropped and counted.
public struct RingBuffer<Element> {
  /// How many elements are kept at most.
  public let capacity: Int
  /// How many elements were dropped since the start.
  public private(set) var dropped = 0
  private var storage: [Element] = []
  private var head = 0

  /// Makes an empty buffer that keeps `capacity` elements (at least 1).
  public init(capacity: Int) {
    precondition(capacity > 0, "a ring buffer keeps at least one element")
    self.capacity = capacity
  }

  /// Appends `element`, dropping the oldest when full.
  public mutating func append(_ element: Element) {
    if storage.count < capacity {
      storage.append(element)
    } else {
      storage[head] = element
      head = head + 1 == capacity ? 0 : head + 1
      dropped += 1
    }
  }

  /// Removes every element; the count of dropped ones stays.
  public mutating func removeAll() {
    storage.removeAll(keepingCapacity: true)
    head = 0
  }
}

extension RingBuffer: RandomAccessCollection, MutableCollection {
  /// Always 0: the oldest element kept.
  public var startIndex: Int { 0 }
  /// How many elements are kept.
  public var endIndex: Int { storage.count }

  /// The element `position` places after the oldest kept one.
  public subscript(position: Int) -> Element {
    get { storage[slot(position)] }
    set { storage[slot(position)] = newValue }
  }

  private func slot(_ position: Int) -> Int {
    precondition(position >= 0 && position < storage.count, "ring buffer index out of range")
    let index = head + position
    return index >= storage.count ? index - storage.count : index
  }
}

extension RingBuffer: Sendable where Element: Sendable {}

extension RingBuffer: Equatable where Element: Equatable {
  /// Whether both keep the same elements and dropped as many.
  public static func == (left: Self, right: Self) -> Bool {
    left.capacity == right.capacity && left.dropped == right.dropped && left.elementsEqual(right)
  }
}

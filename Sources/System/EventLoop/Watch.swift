import CLinux

/// What a watcher wants to hear about a descriptor.
public struct Interest: OptionSet, Sendable, Hashable {
  /// The CLX_ flags.
  public let rawValue: UInt32
  /// Makes a set from its flags.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// There is something to read, or the end of input.
  public static let readable = Interest(rawValue: CLX_READABLE)
  /// Some bytes can be written without waiting.
  public static let writable = Interest(rawValue: CLX_WRITABLE)
}

/// What is true of a descriptor now.
public struct Readiness: OptionSet, Sendable, Hashable {
  /// The CLX_ flags.
  public let rawValue: UInt32
  /// Makes a set from its flags.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// There is something to read, or the end of input.
  public static let readable = Readiness(rawValue: CLX_READABLE)
  /// Some bytes can be written without waiting.
  public static let writable = Readiness(rawValue: CLX_WRITABLE)
  /// The other side is gone.
  public static let hangup = Readiness(rawValue: CLX_HANGUP)
  /// The descriptor is in error.
  public static let error = Readiness(rawValue: CLX_ERROR)
}

/// A descriptor being watched by a loop.
public struct Watch: Hashable, Sendable {
  let slot: UInt32
  let serial: UInt32

  var token: UInt64 { UInt64(slot) << 32 | UInt64(serial) }
}

/// The watched descriptors of one loop. A slot's serial number keeps late events from reaching its next tenant.
struct WatchTable {
  struct Entry {
    var fd: Int32
    var interest: Interest
    var serial: UInt32
    /// A regular file: always ready, and refused by epoll.
    var isAlwaysReady: Bool
    var handler: (Readiness) -> Void
  }

  private(set) var entries: [Entry?] = []
  private var free: [Int] = []
  private var nextSerial: UInt32 = 1
  private(set) var alwaysReady: [Int] = []

  mutating func add(_ fd: Int32, _ interest: Interest, _ handler: @escaping (Readiness) -> Void)
    -> Watch
  {
    let serial = nextSerial
    nextSerial = nextSerial == .max - 1 ? 1 : nextSerial + 1
    let entry = Entry(
      fd: fd, interest: interest, serial: serial, isAlwaysReady: false, handler: handler)
    if let slot = free.popLast() {
      entries[slot] = entry
      return Watch(slot: UInt32(slot), serial: serial)
    }
    entries.append(entry)
    return Watch(slot: UInt32(entries.count - 1), serial: serial)
  }

  subscript(watch: Watch) -> Entry? {
    let slot = Int(watch.slot)
    guard slot < entries.count, let entry = entries[slot], entry.serial == watch.serial else {
      return nil
    }
    return entry
  }

  mutating func setInterest(_ interest: Interest, of watch: Watch) {
    entries[Int(watch.slot)]?.interest = interest
  }

  mutating func markAlwaysReady(_ watch: Watch) {
    entries[Int(watch.slot)]?.isAlwaysReady = true
    alwaysReady.append(Int(watch.slot))
  }

  mutating func remove(_ watch: Watch) {
    let slot = Int(watch.slot)
    if entries[slot]?.isAlwaysReady == true { alwaysReady.removeAll { $0 == slot } }
    entries[slot] = nil
    free.append(slot)
  }
}

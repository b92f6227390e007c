import Basics

/// Numbers, sizes, times and ages as short text of steady width.
enum Format {
  /// An age or a length of time: `3s 12m 2h14m 5d`; minutes and longer change once a minute.
  static func age(_ duration: Duration) -> String {
    let seconds = max(0, duration.components.seconds)
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return "\(seconds / 60)m"
    case ..<86_400: return "\(seconds / 3600)h\(twoDigits(seconds % 3600 / 60))m"
    default: return "\(seconds / 86_400)d"
    }
  }

  /// A latency in at most five characters: `412us 84ms 2.1s 41s 3m`.
  static func latency(_ microseconds: Int) -> String {
    switch max(0, microseconds) {
    case ..<1_000: return "\(max(0, microseconds))us"
    case ..<1_000_000: return "\(microseconds / 1_000)ms"
    case ..<10_000_000: return "\(tenths(microseconds / 100_000))s"
    case ..<120_000_000: return "\(microseconds / 1_000_000)s"
    case ..<7_200_000_000: return "\(microseconds / 60_000_000)m"
    default: return "\(microseconds / 3_600_000_000)h"
    }
  }

  /// Bytes, in steps of 1024: `812 1.2k 18k 4.1M`.
  static func bytes(_ count: Int) -> String { scaled(count, step: 1024) }

  /// A count, in steps of 1000.
  static func count(_ count: Int) -> String { scaled(count, step: 1000) }

  private static func scaled(_ count: Int, step: Int) -> String {
    guard count >= step else { return String(max(0, count)) }
    var tenthsOfUnit = count / step >= Int.max / 100 ? count : count * 10 / step
    var unit = 0
    let units = ["k", "M", "G", "T", "P"]
    while tenthsOfUnit >= step * 10, unit < units.count - 1 {
      tenthsOfUnit /= step
      unit += 1
    }
    return (tenthsOfUnit < 100 ? tenths(tenthsOfUnit) : String(tenthsOfUnit / 10)) + units[unit]
  }

  private static func tenths(_ value: Int) -> String { "\(value / 10).\(value % 10)" }

  static func twoDigits(_ value: some BinaryInteger) -> String {
    value < 10 ? "0\(value)" : "\(value)"
  }

  /// `exit 128`, `signal KILL`.
  static func exit(code: Int32?, signal: Int32?) -> String {
    guard let signal else { return "exit \(code ?? 0)" }
    return "signal \(signalNames[signal] ?? String(signal))"
  }

  /// Source: signal(7), the numbers of x86 and ARM.
  private static let signalNames: [Int32: String] = [
    1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL",
    10: "USR1", 11: "SEGV", 12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 24: "XCPU", 25: "XFSZ",
    31: "SYS",
  ]

  /// `1 call`, `3 calls`.
  static func plural(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

/// The clock on the wall, from the session's start and offset.
struct WallClock: Equatable, Sendable {
  let startedAtUnixSeconds: Double
  let utcOffsetSeconds: Int

  /// `14:03`.
  func minutes(_ time: Duration) -> String {
    let second = secondOfDay(time)
    return "\(Format.twoDigits(second / 3600)):\(Format.twoDigits(second % 3600 / 60))"
  }

  /// `14:03:01.001`.
  func milliseconds(_ time: Duration) -> String {
    let total = milliseconds(of: time)
    let part = Int((total % 1000 + 1000) % 1000)
    let padding = part < 10 ? "00" : part < 100 ? "0" : ""
    let seconds = secondOfDay(time) % 60
    return "\(minutes(time)):\(Format.twoDigits(seconds)).\(padding)\(part)"
  }

  private func milliseconds(of time: Duration) -> Int64 {
    let start = startedAtUnixSeconds.isFinite ? min(max(startedAtUnixSeconds, -1e11), 1e12) : 0
    let passed = min(max(time.seconds, -1e11), 1e12)
    return Int64((start + Double(utcOffsetSeconds)) * 1000) + Int64((passed * 1000).rounded(.down))
  }

  private func secondOfDay(_ time: Duration) -> Int {
    let milliseconds = milliseconds(of: time)
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    return Int(((seconds % 86_400) + 86_400) % 86_400)
  }
}

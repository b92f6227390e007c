import Configuration
import Testing

@Suite("Durations and sizes") struct TextTests {
  static let durations: [(String, Duration?)] = [
    ("0", .zero), ("0s", .zero), ("500ms", .milliseconds(500)), ("2s", .seconds(2)),
    ("1.5s", .milliseconds(1500)), ("5m", .seconds(300)), ("1h", .seconds(3600)),
    ("1m30s", .seconds(90)), ("2d", .seconds(172_800)), ("7us", .microseconds(7)),
    ("1000d", .seconds(86_400_000)),
    ("", nil), ("5", nil), ("s", nil), ("-1s", nil), ("1 s", nil), ("1S", nil), ("1sec", nil),
    (".5s", nil), ("1.s", nil), ("1..5s", nil), ("30s1m", nil), ("1s1s", nil), ("1e3s", nil),
    ("1001d", nil), ("99999999999999999999s", nil), ("infs", nil), ("0x10s", nil), ("٣s", nil),
  ]

  @Test("durations are numbers with units", arguments: durations)
  func duration(text: String, expected: Duration?) {
    #expect(DurationText.parse(text) == expected)
  }

  @Test(
    "printed durations read back the same",
    arguments: [
      ("0s", Duration.zero), ("500ms", .milliseconds(500)), ("1m30s", .seconds(90)),
      ("1d1ns", .seconds(86_400) + .nanoseconds(1)),
    ])
  func printing(text: String, duration: Duration) {
    #expect(DurationText.print(duration) == text)
    #expect(DurationText.parse(text) == duration)
  }

  @Test("durations outside the range are printed as its ends")
  func ends() {
    #expect(DurationText.print(.seconds(-1)) == "0s")
    #expect(DurationText.print(.seconds(Int64.max)) == "1000d")
  }

  static let sizes: [(String, Int?)] = [
    ("512B", 512), ("64KiB", 65_536), ("256MiB", 268_435_456), ("10MB", 10_000_000),
    ("2kB", 2000), ("1GiB", 1 << 30), ("1024TiB", 1 << 50),
    ("", nil), ("1", nil), ("MiB", nil), ("-1B", nil), ("1.5MiB", nil), ("1 MiB", nil),
    ("1mib", nil), ("1025TiB", nil), ("9223372036854775807TiB", nil),
  ]

  @Test("sizes are whole numbers with units", arguments: sizes)
  func size(text: String, expected: Int?) {
    #expect(SizeText.parse(text) == expected)
  }

  @Test("sizes are printed with the largest unit that divides them")
  func sizePrinting() {
    #expect(SizeText.print(256 << 20) == "256MiB")
    #expect(SizeText.print(1025) == "1025B")
  }
}

import Basics
import Testing

@Suite("Ring buffer")
struct RingBufferTests {
  @Test("the last elements are kept in order and the dropped ones counted", arguments: 1...7)
  func keepsTheLast(capacity: Int) {
    var buffer = RingBuffer<Int>(capacity: capacity)
    for number in 0..<20 {
      buffer.append(number)
      #expect(Array(buffer) == Array(max(0, number + 1 - capacity)...number))
      #expect(buffer.dropped == max(0, number + 1 - capacity))
    }
  }

  @Test("emptying forgets the elements and keeps the count of dropped ones")
  func removeAll() {
    var buffer = RingBuffer<Int>(capacity: 2)
    for number in 0..<3 { buffer.append(number) }
    buffer.removeAll()
    #expect(buffer.isEmpty)
    #expect(buffer.dropped == 1)
    for number in 5..<8 { buffer.append(number) }
    #expect(Array(buffer) == [6, 7])
  }

  @Test("elements are changed in place, by their place from the oldest")
  func mutation() {
    var buffer = RingBuffer<Int>(capacity: 3)
    for number in 0..<5 { buffer.append(number) }
    buffer[0] = 20
    #expect(Array(buffer) == [20, 3, 4])
    #expect(buffer.last == 4)
  }

  @Test("two buffers are equal when they keep and dropped the same")
  func equality() {
    var left = RingBuffer<Int>(capacity: 2)
    var right = RingBuffer<Int>(capacity: 2)
    for number in [0, 1, 2] { left.append(number) }
    for number in [1, 2] { right.append(number) }
    #expect(left != right)
    right.removeAll()
    for number in [9, 1, 2] { right.append(number) }
    #expect(left == right)
  }

  @Test("an index out of range is a programmer's error")
  func outOfRange() async {
    await #expect(processExitsWith: .failure) {
      let buffer = RingBuffer<Int>(capacity: 2)
      _ = buffer[0]
    }
  }
}

@Suite("Histogram")
struct HistogramTests {
  @Test("an empty histogram has no percentile")
  func empty() {
    #expect(Histogram().percentile(0.5) == nil)
    #expect(Histogram().maximum == 0)
  }

  @Test("small values are exact")
  func exact() {
    var histogram = Histogram()
    for value in 1...100 { histogram.record(value) }
    #expect(histogram.percentile(0.5) == 50)
    #expect(histogram.percentile(0.99) == 99)
    #expect(histogram.percentile(0) == 1)
    #expect(histogram.percentile(1) == 100)
    #expect(histogram.count == 100)
  }

  @Test("negative values count as 0 and the largest integer fits")
  func extremes() {
    var histogram = Histogram()
    histogram.record(-5)
    #expect(histogram.percentile(1) == 0)
    histogram.record(.max)
    #expect(histogram.maximum == .max)
    #expect(histogram.percentile(0.5) == 0)
    #expect((histogram.percentile(1) ?? 0) > Int.max / 100 * 99)
  }

  @Test("every percentile is within 1 % of the truth", arguments: 0..<20)
  func error(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var histogram = Histogram()
    var values: [Int] = []
    for _ in 0..<500 {
      let limit = 1 << Int.random(in: 1...50, using: &random)
      let value = Int.random(in: 0...limit, using: &random)
      values.append(value)
      histogram.record(value)
    }
    values.sort()
    for percent in 1...100 {
      let truth = values[max(1, (percent * values.count + 99) / 100) - 1]
      let found = try #require(histogram.percentile(Double(percent) / 100))
      #expect(abs(found - truth) <= truth / 100, "p\(percent) is \(truth), seed \(seed)")
    }
  }
}

@Suite("Instants and durations")
struct MonotonicInstantTests {
  @Test("instants are compared, moved and subtracted by nanoseconds")
  func arithmetic() {
    let start = MonotonicInstant(nanoseconds: 5)
    #expect(start + .microseconds(2) == MonotonicInstant(nanoseconds: 2_005))
    #expect(start + .nanoseconds(-6) < start)
    #expect((start + .seconds(3)) - start == .seconds(3))
  }

  @Test("far-away moments saturate in both directions")
  func saturation() {
    #expect(MonotonicInstant(nanoseconds: 1) + .seconds(Int64.max) == .init(nanoseconds: .max))
    #expect(MonotonicInstant(nanoseconds: -1) + .seconds(Int64.min) == .init(nanoseconds: .min))
    #expect(Duration.seconds(Int64.max).nanoseconds == .max)
    #expect(Duration.seconds(Int64.min).nanoseconds == .min)
  }

  @Test(
    "seconds as a double survive to the nanosecond",
    arguments: [0, 0.5, 1.000000001, -2.25, 86_400.125])
  func seconds(value: Double) {
    #expect(Duration(seconds: value).seconds == value)
  }

  @Test("microseconds are cut, not rounded")
  func microseconds() {
    #expect(Duration.nanoseconds(1_999).microseconds == 1)
    #expect(Duration.milliseconds(2).microseconds == 2_000)
  }
}

@Suite("Seeded random numbers")
struct SeededRandomTests {
  @Test("the sequence is SplitMix64, the same on every machine")
  func reference() {
    var random = SeededRandom(seed: 1_234_567)
    let numbers = (0..<3).map { _ in random.next() }
    #expect(
      numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test("different seeds give different numbers")
  func seeds() {
    let numbers = (UInt64(0)..<1_000).map { seed in
      var random = SeededRandom(seed: seed)
      return random.next()
    }
    #expect(Set(numbers).count == 1_000)
  }
}

import SessionLog
import Testing

@Suite("The replay clock") struct ReplayClockTests {
  /// Events at 0, 1, 1, 10 and 11 seconds; playing times 0, 1, 1, 3 and 4.
  private func clock(problems: [Int] = []) -> ReplayClock {
    ReplayClock(times: [0, 1, 1, 10, 11].map { .seconds($0) }, problems: problems)
  }

  private func shown(_ clock: ReplayClock, _ seconds: [Double]) -> [Int] {
    seconds.map { clock.shown(at: .seconds($0)) }
  }

  @Test("it begins paused before the first event")
  func start() {
    #expect(shown(clock(), [0, 100]) == [0, 0])
    #expect(clock().nextDue(after: .zero) == nil)
  }

  @Test("playing shows events when they are due, with silence cut to two seconds")
  func playing() {
    var clock = clock()
    clock.play(at: .seconds(5))
    #expect(shown(clock, [5, 5.9, 6, 7.9, 8, 9, 99]) == [1, 1, 3, 3, 4, 5, 5])
    #expect(clock.nextDue(after: .seconds(6)) == .seconds(8))
    #expect(clock.nextDue(after: .seconds(9)) == nil)
    #expect(clock.recordedTime(at: .seconds(7)) == .seconds(2))
    #expect(clock.recordedTime(at: .seconds(8)) == .seconds(10))
    #expect(clock.isAtEnd(at: .seconds(9)))
  }

  @Test("pausing keeps the place, playing on goes on from it")
  func pausing() {
    var clock = clock()
    clock.play(at: .zero)
    clock.toggle(at: .seconds(2))
    #expect(shown(clock, [2, 50]) == [3, 3])
    clock.toggle(at: .seconds(60))
    #expect(shown(clock, [60, 60.9, 61]) == [3, 3, 4])
  }

  @Test("playing at the end starts over")
  func again() {
    var clock = clock()
    clock.seek(toEvent: 99, at: .zero)
    #expect(clock.isAtEnd(at: .zero))
    clock.play(at: .seconds(1))
    #expect(shown(clock, [1, 2]) == [1, 3])
  }

  @Test("the speed doubles and halves from 1/4 to max, without a jump")
  func speeds() {
    var clock = clock()
    clock.play(at: .zero)
    clock.faster(at: .seconds(0.5))
    #expect(clock.speed == .double)
    #expect(shown(clock, [0.5, 0.75]) == [1, 3])
    for _ in 0..<20 { clock.slower(at: .seconds(0.5)) }
    #expect(clock.speed.text == "1/4×")
    #expect(shown(clock, [0.5, 2.4, 2.5]) == [1, 1, 3])
    for _ in 0..<20 { clock.faster(at: .seconds(0.5)) }
    #expect(clock.speed.text == "max")
    #expect(shown(clock, [0.6]) == [5])
    #expect(ReplayClock.Speed.allCases.map(\.text)[..<4] == ["1/4×", "1/2×", "1×", "2×"])
  }

  @Test("stepping moves by single events and pauses, also among events of one moment")
  func stepping() {
    var clock = clock()
    clock.play(at: .zero)
    clock.step(by: 1, at: .seconds(0.5))
    #expect(!clock.isPlaying)
    #expect(shown(clock, [0.5, 9]) == [2, 2])
    clock.step(by: 1, at: .seconds(9))
    #expect(shown(clock, [9]) == [3])
    clock.step(by: -2, at: .seconds(9))
    #expect(shown(clock, [9]) == [1])
    clock.step(by: .min, at: .seconds(9))
    #expect(shown(clock, [9]) == [0])
    clock.step(by: .max, at: .seconds(9))
    #expect(shown(clock, [9]) == [5])
  }

  @Test("seeking goes to times and events, and keeps playing")
  func seeking() {
    var clock = clock()
    clock.seek(to: .seconds(10), at: .zero)
    #expect(shown(clock, [0]) == [4])
    clock.seek(by: .seconds(-5), at: .zero)
    #expect(shown(clock, [0]) == [3])
    clock.seek(to: .seconds(-3), at: .zero)
    #expect(shown(clock, [0]) == [0])
    clock.play(at: .zero)
    clock.seek(toEvent: 3, at: .seconds(1))
    #expect(shown(clock, [1, 2]) == [4, 5])
    for index in [Int.min, -1, Int.max] { clock.seek(toEvent: index, at: .seconds(1)) }
    #expect(clock.isAtEnd(at: .seconds(1)))
  }

  @Test("problems are visited in order, both ways")
  func problems() {
    var clock = clock(problems: [3, 1, 77])
    var found = clock.seekNextProblem(at: .zero)
    #expect(found)
    #expect(shown(clock, [0]) == [2])
    found = clock.seekNextProblem(at: .zero)
    #expect(found)
    #expect(shown(clock, [0]) == [4])
    found = clock.seekNextProblem(at: .zero)
    #expect(!found)
    #expect(shown(clock, [0]) == [4])
    found = clock.seekPreviousProblem(at: .zero)
    #expect(found)
    #expect(shown(clock, [0]) == [2])
    found = clock.seekPreviousProblem(at: .zero)
    #expect(!found)
  }

  @Test("without events and with times out of order it still answers")
  func odd() {
    var empty = ReplayClock(times: [])
    empty.play(at: .zero)
    #expect(shown(empty, [0, 9]) == [0, 0])
    #expect(empty.isAtEnd(at: .zero))
    var odd = ReplayClock(times: [.seconds(5), .seconds(1), .seconds(-1)])
    odd.play(at: .zero)
    #expect(shown(odd, [0, 2]) == [0, 3])
    odd.play(at: .seconds(-1))
    #expect(odd.shown(at: .seconds(-1)) == 0)
  }
}

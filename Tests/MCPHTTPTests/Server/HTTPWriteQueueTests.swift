import Basics
import MCPHTTP
import Testing

@Suite("Bytes on their way to a client")
struct HTTPWriteQueueTests {
  @Test("what is appended comes out once and in order, however little is taken", arguments: 0..<25)
  func model(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var queue = HTTPWriteQueue()
    var expected: [UInt8] = []
    var taken: [UInt8] = []
    for _ in 0..<80 {
      switch Int.random(in: 0..<7, using: &random) {
      case 0:
        queue.append("HTTP/1.1")
        expected += Array("HTTP/1.1".utf8)
      case 1:
        let size = Int.random(in: 1...1 << 20, using: &random)
        queue.append(chunkSize: size)
        expected += Array("\(String(size, radix: 16))\r\n".utf8)
      case 2, 3:
        let size = [1, 100, 16 << 10, 17_000].randomElement(using: &random) ?? 1
        let bytes = [UInt8](repeating: UInt8.random(in: 0...255, using: &random), count: size)
        queue.append(bytes)
        expected += bytes
      case 4 where queue.isEmpty:
        if let buffer = queue.giveBack() {
          #expect(buffer.isEmpty)
          queue.lend(buffer)
        }
      default:
        guard !queue.isEmpty else { continue }
        _ = queue.send { first, second in
          #expect(!first.isEmpty)
          let count = Int.random(in: 0...first.count + second.count, using: &random)
          taken.append(contentsOf: first.prefix(count))
          taken.append(contentsOf: second.prefix(max(0, count - first.count)))
          return count
        }
      }
      #expect(queue.count == expected.count - taken.count, "seed \(seed)")
    }
    while !queue.isEmpty {
      _ = queue.send { first, second in
        taken.append(contentsOf: first)
        taken.append(contentsOf: second)
        return first.count + second.count
      }
    }
    #expect(taken == expected, "seed \(seed)")
  }

  @Test("an error takes nothing, and forgetting leaves nothing")
  func errors() {
    var queue = HTTPWriteQueue()
    queue.append("abc")
    #expect(queue.send { _, _ in -1 } == -1)
    #expect(queue.count == 3)
    queue.append([UInt8](repeating: 1, count: 50_000))
    queue.removeAll()
    #expect(queue.isEmpty)
    queue.append("x")
    #expect(queue.send { first, second in first.count + second.count } == 1)
  }

  @Test("a stream that never drains whole drags only a little along")
  func trickle() {
    var queue = HTTPWriteQueue()
    queue.append([UInt8](repeating: 0, count: 1_000))
    for _ in 0..<10_000 {
      queue.append([UInt8](repeating: 1, count: 100))
      _ = queue.send { _, _ in 100 }
    }
    #expect(queue.count == 1_000)
    _ = queue.send { first, second in first.count + second.count }
    #expect((queue.giveBack()?.capacity ?? 0) < 1 << 20)
  }
}

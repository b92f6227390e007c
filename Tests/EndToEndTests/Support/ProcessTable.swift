import FoundationEssentials
import Glibc

/// The processes of this machine, read from /proc.
enum ProcessTable {
  struct Entry: CustomStringConvertible {
    let id: Int32
    let command: String

    var description: String { "\(id) \(command)" }
  }

  /// Live processes with `word` in their command line or environment; zombies are not live.
  static func all(holding word: String) -> [Entry] {
    let needle = Data(word.utf8)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(Int32.init).filter { $0 != getpid() }.compactMap { id in
      let command = bytes("/proc/\(id)/cmdline")
      guard holds(command, needle) || holds(bytes("/proc/\(id)/environ"), needle) else {
        return nil
      }
      let text = String(decoding: command, as: UTF8.self).split(separator: "\0")
      return Entry(id: id, command: text.joined(separator: " "))
    }
  }

  private static func bytes(_ path: String) -> Data {
    (try? Data(contentsOf: URL(filePath: path))) ?? Data()
  }

  private static func holds(_ bytes: Data, _ needle: Data) -> Bool {
    bytes.firstRange(of: needle) != nil
  }
}

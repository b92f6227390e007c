import CLinux
import Glibc

/// What /proc says about processes. Source: proc_pid_stat(5), proc_pid_environ(5), proc_tid_children(5).
package enum ProcessTable {
  /// A process as `/proc/PID/stat` shows it.
  package struct Entry: Sendable, Equatable {
    /// Its id.
    package let pid: Int32
    /// `R` running, `S` sleeping, `D` uninterruptible, `Z` zombie, …
    package let state: Character
    /// The process that started or adopted it.
    package let parent: Int32
    /// Its process group.
    package let group: Int32
    /// Its session.
    package let session: Int32

    /// Ended, and waiting for its parent to notice.
    package var isZombie: Bool { state == "Z" || state == "X" }
  }

  /// The children of this process: those it started, and orphans it adopted as subreaper.
  package static func children() -> [Int32] {
    let tasks = names(in: "/proc/self/task")
    return tasks.flatMap { task in
      let text = String(decoding: read("/proc/self/task/\(task)/children"), as: UTF8.self)
      return text.split(separator: " ").compactMap { Int32($0) }
    }
  }

  /// The entry of process `pid`; nil when there is none.
  package static func entry(of pid: Int32) -> Entry? {
    parse(String(decoding: read("/proc/\(pid)/stat"), as: UTF8.self))
  }

  /// Whether `pid` was started with `variable` (`NAME=value`) in its environment. False for zombies, and for
  /// processes whose environment we may not read.
  package static func startedWith(_ variable: String, pid: Int32) -> Bool {
    let wanted = Array(variable.utf8)
    return read("/proc/\(pid)/environ").split(separator: 0).contains { $0.elementsEqual(wanted) }
  }

  /// Reaps zombies among our children that are not in `keeping`: orphans nobody waits for.
  ///
  /// Call it now and then with the pids of every live ``ChildProcess``, and only where all children of
  /// this process are such. Returns how many were reaped.
  @discardableResult
  package static func reapOrphans(keeping pids: Set<Int32>) -> Int {
    children().count { pid in
      !pids.contains(pid) && entry(of: pid)?.isZombie == true && clx_reap(pid) == 1
    }
  }

  /// Parses one line of `/proc/PID/stat`; the command in parentheses may hold anything.
  package static func parse(_ line: String) -> Entry? {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")") else {
      return nil
    }
    let fields = line[line.index(after: close)...].split(separator: " ")
    guard fields.count > 3, let state = fields[0].first,
      let pid = Int32(line[..<open].filter { $0 != " " }),
      let parent = Int32(fields[1]), let group = Int32(fields[2]), let session = Int32(fields[3])
    else { return nil }
    return Entry(pid: pid, state: state, parent: parent, group: group, session: session)
  }

  /// The bytes of a /proc file, at most 4 MiB; empty when it cannot be read.
  private static func read(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count < 4 << 20 {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      guard count > 0 else { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    return bytes
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}

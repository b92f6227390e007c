import Basics
import JSON
import JSONRPC

/// The calls that want to hear of their progress. Pure: the time comes in.
struct ProgressTable: Sendable {
  /// One call.
  struct Entry: Sendable {
    /// Its request, whose answer ends the progress; nil for a task, which goes on after the answer.
    var request: RequestID?
    let handler: (@Sendable (ProgressUpdate) -> Void)?
    /// When the server was last heard of.
    var lastHeard: MonotonicInstant?
    /// Set when the call was given up because the server fell silent.
    var fellSilent = false
    /// Forgets the timer that watches for silence.
    var disarm: (@Sendable () -> Void)?
    fileprivate var last: Double?
  }

  private var entries: [JSONValue: Entry] = [:]
  private var nextToken = 0

  /// Enters a call and gives its token, which is never used again.
  mutating func open(_ handler: (@Sendable (ProgressUpdate) -> Void)?) -> JSONValue {
    nextToken += 1
    let token = JSONValue.string("progress-\(nextToken)")
    entries[token] = Entry(handler: handler)
    return token
  }

  subscript(token: JSONValue) -> Entry? {
    get { entries[token] }
    set { entries[token] = newValue }
  }

  /// Removes a call.
  mutating func close(_ token: JSONValue) -> Entry? { entries.removeValue(forKey: token) }

  /// Takes a step of a call. False when it must be dropped, because progress only ever grows.
  mutating func advance(_ token: JSONValue, to progress: Double, at now: MonotonicInstant?) -> Bool
  {
    guard var entry = entries[token] else { return false }
    if let last = entry.last, progress <= last { return false }
    entry.last = progress
    entry.lastHeard = now
    entries[token] = entry
    return true
  }

  var count: Int { entries.count }
}

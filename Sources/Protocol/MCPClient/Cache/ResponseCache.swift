public import Basics
public import JSON

/// Answers kept for as long as their server allows (mcp-protocol §4.9). Pure: the time comes in.
public struct ResponseCache: Sendable {
  /// Bounds of a cache, each with its reason.
  public struct Limits: Sendable, Hashable {
    /// Answers kept; the one used longest ago goes first.
    public var maximumEntries = 512
    /// Bytes of all answers kept; an answer larger than this is not kept.
    public var maximumBytes = 16 << 20
    /// The longest time an answer counts as fresh, whatever the server says (SDK practice).
    public var longestFreshness = Duration.seconds(24 * 3600)

    /// Makes the usual limits.
    public init() {}
  }

  /// The methods whose answers may be kept.
  public static let methods: Set<String> = [
    "server/discover", "tools/list", "prompts/list", "resources/list", "resources/templates/list",
    "resources/read",
  ]

  /// What was asked, without who asked it.
  public struct Question: Sendable, Hashable {
    /// The method.
    public let method: String
    /// The params without `_meta`, in one order whatever the caller's.
    let params: [UInt8]
    /// The resource read, for `resources/read`.
    let uri: String?

    /// Makes a question from the members of a request's params.
    public init(_ method: String, _ members: JSONObject) {
      self.method = method
      var members = members
      members["_meta"] = nil
      params = JSONWriter.bytes(Self.ordered(.object(members)))
      uri = members["uri"]?.string
    }

    private static func ordered(_ value: JSONValue) -> JSONValue {
      switch value {
      case .object(let object):
        .object(
          JSONObject(
            object.members.sorted { $0.key < $1.key }.map { ($0.key, ordered($0.value)) }))
      case .array(let elements): .array(elements.map { ordered($0) })
      default: value
      }
    }
  }

  /// Allows an answer to be kept that is asked for now, unless something changes before it comes.
  public struct Ticket: Sendable, Hashable {
    let question: Question
    let context: String
    let generation: Int
  }

  private struct Key: Sendable, Hashable {
    var question: Question
    /// Who asked; nil for answers that are the same for all.
    var context: String?
  }

  private struct Entry: Sendable {
    var answer: RawJSON
    var freshUntil: MonotonicInstant
    var lastUse: Int
  }

  private let limits: Limits
  private var entries: [Key: Entry] = [:]
  private var bytes = 0
  private var uses = 0
  private var generations: [String: Int] = [:]

  /// Makes an empty cache.
  public init(limits: Limits = .init()) { self.limits = limits }

  /// How many answers are kept.
  public var count: Int { entries.count }
  /// Their bytes.
  public var byteCount: Int { bytes }

  /// A kept answer to a question of somebody with this authorization; stale ones only when asked for.
  public mutating func answer(
    to question: Question, context: String, at now: MonotonicInstant, evenStale: Bool = false
  ) -> RawJSON? {
    for key in [Key(question: question), Key(question: question, context: context)] {
      guard var entry = entries[key], evenStale || now < entry.freshUntil else { continue }
      uses += 1
      entry.lastUse = uses
      entries[key] = entry
      return entry.answer
    }
    return nil
  }

  /// Prepares to keep the answer to a question that is being asked.
  public func ticket(for question: Question, context: String) -> Ticket {
    Ticket(
      question: question, context: context, generation: generations[question.method, default: 0])
  }

  /// Keeps an answer, unless a change was announced since the question; a missing or negative `ttlMs` counts as 0,
  /// a missing scope as private.
  public mutating func keep(
    _ answer: RawJSON, parsed: JSONValue, for ticket: Ticket, at now: MonotonicInstant
  ) {
    let question = ticket.question
    guard generations[question.method, default: 0] == ticket.generation,
      Self.methods.contains(question.method)
    else { return }
    let isPublic = parsed["cacheScope"]?.string == "public"
    remove(Key(question: question))
    remove(Key(question: question, context: ticket.context))
    guard answer.bytes.count <= limits.maximumBytes, limits.maximumEntries > 0 else { return }
    let milliseconds = max(0, parsed["ttlMs"]?.int ?? 0)
    let freshness = min(.milliseconds(milliseconds), limits.longestFreshness)
    uses += 1
    bytes += answer.bytes.count
    entries[Key(question: question, context: isPublic ? nil : ticket.context)] = Entry(
      answer: answer, freshUntil: now + freshness, lastUse: uses)
    makeRoom()
  }

  /// Forgets every answer to a method, kept or on its way.
  public mutating func forget(_ method: String) {
    generations[method, default: 0] += 1
    removeAll { $0.question.method == method }
  }

  /// Forgets what was read of a resource and of what lies within or around it.
  public mutating func forget(resource uri: String) {
    generations["resources/read", default: 0] += 1
    removeAll { key in key.question.uri.map { Self.overlap($0, uri) } ?? false }
  }

  /// Forgets what somebody with this authorization was told, as after signing out.
  public mutating func forget(context: String) {
    for method in Self.methods { generations[method, default: 0] += 1 }
    removeAll { $0.context == context }
  }

  private static func overlap(_ one: String, _ other: String) -> Bool {
    one.hasPrefix(other) || other.hasPrefix(one)
  }

  private mutating func removeAll(where isMeant: (Key) -> Bool) {
    for key in Array(entries.keys) where isMeant(key) { remove(key) }
  }

  private mutating func remove(_ key: Key) {
    guard let entry = entries.removeValue(forKey: key) else { return }
    bytes -= entry.answer.bytes.count
  }

  private mutating func makeRoom() {
    while entries.count > limits.maximumEntries || bytes > limits.maximumBytes {
      guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
      remove(oldest.key)
    }
  }
}

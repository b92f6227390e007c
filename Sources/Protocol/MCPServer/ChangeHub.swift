import EventLoop
import MCPSchema
import Synchronization

/// Spreads changes of what the server offers, and of its tasks, to everybody who listens: conversations of the
/// handshake era and listening streams alike.
///
/// Changes of a list within one turn of the loop are told once.
final class ChangeHub: Sendable {
  /// What has changed.
  enum Change: Sendable {
    case tools, prompts, resources
    case resource(String)
    case task(TaskEntry)
  }

  private struct State: Sendable {
    var next = 0
    var listeners: [Int: @Sendable (Change) -> Void] = [:]
    var streams: [Int: @Sendable () -> Void] = [:]
    /// Changes to be told, in order, and the same as a set.
    var pending: [ServerCatalog.Change] = []
    var isPending: Set<ServerCatalog.Change> = []
    var isFinished = false
  }

  private let loop: EventLoop
  private let catalog: ServerCatalog
  private let limits: ServerLimits
  private let state = Mutex(State())
  private let catalogListener = Mutex<Int?>(nil)

  init(loop: EventLoop, catalog: ServerCatalog, limits: ServerLimits) {
    self.loop = loop
    self.catalog = catalog
    self.limits = limits
    let id = catalog.listen { [weak self] change in self?.note(change) }
    catalogListener.withLock { $0 = id }
  }

  deinit {
    if let id = catalogListener.withLock({ $0 }) { catalog.unlisten(id) }
  }

  /// How many streams listen.
  var listenCount: Int { state.withLock { $0.streams.count } }

  /// Hears of every change from now on, in order.
  func join(_ listener: @escaping @Sendable (Change) -> Void) -> Int {
    state.withLock { state in
      state.next += 1
      state.listeners[state.next] = listener
      return state.next
    }
  }

  /// The same for a stream, which `finish` ends; nil when there are too many.
  func join(
    _ listener: @escaping @Sendable (Change) -> Void, end: @escaping @Sendable () -> Void
  ) -> Int? {
    state.withLock { state in
      guard state.streams.count < limits.maximumListens, !state.isFinished else { return nil }
      state.next += 1
      state.listeners[state.next] = listener
      state.streams[state.next] = end
      return state.next
    }
  }

  func leave(_ id: Int) {
    state.withLock { state in
      state.listeners[id] = nil
      state.streams[id] = nil
    }
  }

  /// Ends every listening stream.
  func finish() {
    let streams = state.withLock { state in
      state.isFinished = true
      return state.streams.values.map { $0 }
    }
    for end in streams { end() }
  }

  /// Tells a change at once.
  func tell(_ change: Change) {
    let listeners = state.withLock { state in
      state.listeners.sorted { $0.key < $1.key }.map(\.value)
    }
    for listener in listeners { listener(change) }
  }

  private func note(_ change: ServerCatalog.Change) {
    let isFirst = state.withLock { state in
      let isFirst = state.pending.isEmpty
      if state.isPending.insert(change).inserted { state.pending.append(change) }
      return isFirst
    }
    if isFirst { loop.post { [weak self] in self?.tellPending() } }
  }

  private func tellPending() {
    let changes = state.withLock { state in
      defer { (state.pending, state.isPending) = ([], []) }
      return state.pending
    }
    for change in changes {
      switch change {
      case .tools: tell(.tools)
      case .prompts: tell(.prompts)
      case .resources: tell(.resources)
      case .resource(let uri): tell(.resource(uri))
      }
    }
  }
}

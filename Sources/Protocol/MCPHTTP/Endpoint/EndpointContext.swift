import Basics
import EventLoop
import JSONRPC

/// What the parts of one endpoint share. Loop thread only.
final class EndpointContext {
  let loop: EventLoop
  let limits: EndpointLimits
  /// The time, for the age of what is kept.
  let now: () -> MonotonicInstant
  let tasks: ServingTasks
  /// The answers that have to show that they live: streams, and requests whose stream may yet begin.
  let quiet: IdleWatch<any QuietAnswer>
  /// The answers of sessions whose stream begins if they take long.
  let grace: IdleWatch<SessionStream>
  var counters = EndpointCounters()
  /// The tasks of open subscriptions.
  private(set) var subscriptions: Set<Int> = []
  /// Requests being authorized or served, subscriptions not counted.
  private(set) var pending = 0
  /// Called when nothing is pending and no subscription is open.
  var whenSettled: (() -> Void)?

  init(loop: EventLoop, limits: EndpointLimits, now: @escaping () -> MonotonicInstant) {
    self.loop = loop
    self.limits = limits
    self.now = now
    tasks = ServingTasks(loop: loop)
    quiet = IdleWatch(loop: loop, after: limits.keepAlive) { $0.keepAlive() }
    grace = IdleWatch(loop: loop, after: limits.answerGrace) { $0.graceIsOver() }
  }

  /// Whether nothing is being authorized or served.
  var isSettled: Bool { pending == 0 && subscriptions.isEmpty }

  /// 503 when as many requests are being served as may be.
  func checkRoom(for id: RequestID?) throws(EndpointRefusal) {
    guard pending < limits.maximumExchanges else {
      throw .overloaded(503, "\(limits.maximumExchanges) requests are being served already", id: id)
    }
  }

  /// 503 when as many subscriptions are open as may be.
  func checkRoomForSubscription(_ id: RequestID) throws(EndpointRefusal) {
    guard subscriptions.count < limits.maximumSubscriptions else {
      throw .overloaded(
        503, "\(limits.maximumSubscriptions) subscriptions are open already", id: id)
    }
  }

  /// A request is pending from now on.
  func enter() { pending += 1 }

  /// A request is no longer pending.
  func leave() {
    pending -= 1
    settle()
  }

  /// A subscription is open, served by a task.
  func open(subscription task: Int) { subscriptions.insert(task) }

  /// A subscription's task has ended.
  func close(subscription task: Int) {
    subscriptions.remove(task)
    settle()
  }

  private func settle() {
    guard isSettled, let whenSettled else { return }
    self.whenSettled = nil
    whenSettled()
  }
}

/// An answer that must not be silent for too long.
protocol QuietAnswer: AnyObject {
  /// It was silent for as long as it may be.
  func keepAlive()
}

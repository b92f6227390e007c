import ConsoleState
import SessionLog
import Synchronization

/// Brings what the supervisor posts to the dashboard. Everything happens on the main loop.
final class ConsoleBridge: @unchecked Sendable {
  // Safe: `dashboard` is set before the loop runs, and read only by work posted to that loop.
  private var dashboard: Dashboard?

  /// Names the receiver, once.
  func connect(_ dashboard: Dashboard) { self.dashboard = dashboard }

  func deliver(_ events: [SessionEvent]) { dashboard?.handle(.session(events)) }

  func recording(_ status: RecordingStatus) { dashboard?.handle(.recording(status)) }
}

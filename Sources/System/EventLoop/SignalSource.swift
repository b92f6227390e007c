import CLinux
import Glibc

/// Signals as events of a loop. Make it before any other thread exists: the signals are blocked in the calling
/// thread, and threads inherit that.
public final class SignalSource {
  private let loop: EventLoop
  private let descriptor: Int32
  private var watch: Watch?

  /// Blocks `signals` and calls `handler` on the loop for each that arrives. Before `run()` or on the loop.
  public init(
    loop: EventLoop, _ signals: [Int32], _ handler: @escaping (Int32) -> Void
  ) throws(SystemError) {
    self.loop = loop
    descriptor = clx_signalfd(signals, Int32(signals.count))
    guard descriptor >= 0 else { throw SystemError.last("signalfd") }
    let source = descriptor
    watch = try loop.watch(source, .readable) { _ in
      while case let signal = clx_signalfd_next(source), signal != 0 { handler(signal) }
    }
  }

  /// Stops listening; the signals stay blocked. On the loop, or after its end.
  public func close() {
    if let watch { loop.cancel(watch) }
    watch = nil
    Glibc.close(descriptor)
  }
}

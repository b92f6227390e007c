import CLinux
import Glibc
import Synchronization

extension EventLoop {
  /// Starts a loop on a thread of its own, which lives until `stop()`.
  ///
  /// Child processes are bound to the thread that made them (parent-death signal), so whoever spawns does it
  /// on such a loop.
  public static func startThread(named name: String) throws(SystemError) -> EventLoop {
    let loop = try EventLoop()
    let box = Unmanaged.passRetained(ThreadStart(loop: loop, name: name))
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, { EventLoop.threadMain($0) }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw SystemError(call: "pthread_create", code: code)
    }
    pthread_detach(thread)
    return loop
  }

  private static func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    clx_name_thread(String(start.name.prefix(15)))
    start.loop.run()
    return nil
  }

  private final class ThreadStart {
    let loop: EventLoop
    let name: String

    init(loop: EventLoop, name: String) {
      self.loop = loop
      self.name = name
    }
  }
}

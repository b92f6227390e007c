import CLinux
public import EventLoop
import Glibc

extension PipeTransport {
  /// Takes this process's own stdin and stdout for the protocol.
  ///
  /// Descriptor 1 then leads to stderr and descriptor 0 to nothing, so that a stray print or read cannot touch
  /// the session. The flags of the inherited descriptions stay as they are: the terminal or pipe is shared.
  public static func ownStdio(
    loop: EventLoop, limits: TransportLimits = .init()
  ) throws(SystemError) -> PipeTransport {
    _ = clx_ignore_sigpipe()
    let input = try inheritedInput()
    let output = fcntl(1, F_DUPFD_CLOEXEC, 3)
    guard output >= 0 else { throw SystemError.last("duplicate standard output") }
    let sink = ByteSink(inherited: output)
    guard dup2(2, 1) == 1 else { throw SystemError.last("redirect standard output") }
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    if nothing >= 0 {
      dup2(nothing, 0)
      Glibc.close(nothing)
    }
    return PipeTransport(
      loop: loop, source: input, sink: sink, limits: limits, lingers: true)
  }

  private static func inheritedInput() throws(SystemError) -> Int32 {
    let reopened = clx_reopen(0, 0)
    // A regular file reopened would start again at its beginning, and needs no flag anyway.
    if reopened >= 0 {
      var status = stat()
      if fstat(reopened, &status) == 0, status.st_mode & S_IFMT == S_IFIFO { return reopened }
      Glibc.close(reopened)
    }
    let copy = fcntl(0, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw SystemError.last("duplicate standard input") }
    return copy
  }
}

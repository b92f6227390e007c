import BenchmarkFloor
import Glibc

/// Measures the program against a floor in the same run, and prints one line a figure.
///
/// `Benchmarks [--quick] [PROGRAM]`; `PROGRAM` is the mcp-cockpit to measure, by default the one beside this
/// executable. Figures are ratios where they can be: machines are noisy.
@main
struct Benchmarks {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "floor" { exit(floor_echo()) }
    if arguments.first == "floor-http" {
      exit(floor_http_serve(arguments.last.flatMap { Int32($0) } ?? 0))
    }
    let isQuick = arguments.contains("--quick")
    let unknown = arguments.filter { $0.hasPrefix("--") && $0 != "--quick" }
    guard unknown.isEmpty else {
      report("usage: Benchmarks [--quick] [PROGRAM]")
      exit(2)
    }
    let beside = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
      .dropLast().joined(separator: "/")
    let program = arguments.first { !$0.hasPrefix("--") } ?? "\(beside)/mcp-cockpit"
    guard access(program, X_OK) == 0 else {
      report("there is no program \(program): build it first, or name it")
      exit(2)
    }
    signal(SIGPIPE, SIG_IGN)
    setenv("TERM", "xterm-256color", 1)
    StdioBenchmark(program: program, floor: CommandLine.arguments[0], isQuick: isQuick).run()
    HTTPBenchmark(program: program, floor: CommandLine.arguments[0], isQuick: isQuick).run()
    DashboardBenchmark(program: program, isQuick: isQuick).run()
  }
}

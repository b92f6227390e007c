// swift-tools-version: 6.2
import PackageDescription

/// Whether the fuzzer is to be built: then everything is instrumented for it, and there is one more target.
let fuzzes = Context.environment["MCP_COCKPIT_FUZZ"] != nil

/// One list of settings for every Swift target: language mode 6, the upcoming features we rely on,
/// and warnings that stop the build.
let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
  ] + (fuzzes ? [.unsafeFlags(["-sanitize=fuzzer"])] : [])

/// The program carries the Swift libraries inside: it starts in a third of the time and memory, and runs where no
/// toolchain is. Release only, since tests share the libraries.
let standalone: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-static-stdlib", "-lFoundation", "-lFoundationEssentials",
      "-lFoundationInternationalization",
      "-lCoreFoundation", "-l_FoundationCShims", "-l_FoundationCollections", "-l_FoundationICU",
      "-lstdc++", "-Xclang-linker", "-no-pie", "-Xlinker", "--gc-sections", "-Xlinker", "-s",
    ], .when(configuration: .release))
]

let gnu: [CSetting] = [.define("_GNU_SOURCE")]

/// A Swift target in the house: `floor` is its folder under `Sources`.
func room(_ name: String, on floor: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)",
    swiftSettings: strict)
}

/// The tests of one target, in `Tests/<name>Tests`.
func tests(
  of name: String, uses dependencies: [Target.Dependency] = [], resources: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests",
    exclude: resources, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "mcp-cockpit",
  products: [
    .executable(name: "mcp-cockpit", targets: ["Cockpit"]),
    .library(name: "MCP", targets: ["MCPServer", "MCPClient"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // Floor 0: System
    room("Basics", on: "System"),
    .target(name: "CLinux", path: "Sources/System/CLinux", cSettings: gnu),
    room("EventLoop", on: "System", uses: ["Basics", "CLinux"]),

    .target(name: "CCurl", path: "Sources/System/CCurl", cSettings: gnu),

    // Floor 1: Protocol
    room("JSON", on: "Protocol", uses: ["Basics"]),
    room("JSONSchema", on: "Protocol", uses: ["JSON"]),
    room("JSONRPC", on: "Protocol", uses: ["Basics", "JSON"]),
    room("MCPSchema", on: "Protocol", uses: ["JSON", "JSONRPC"]),
    room(
      "MCPTransport", on: "Protocol", uses: ["Basics", "CLinux", "EventLoop", "JSON", "JSONRPC"]),
    room(
      "MCPHTTP", on: "Protocol",
      uses: [
        "Basics", "CCurl", "CLinux", "EventLoop", "JSON", "JSONRPC", "MCPSchema", "MCPTransport",
      ]),
    room(
      "MCPAuth", on: "Protocol",
      uses: ["Basics", "EventLoop", "JSON", "MCPHTTP", "MCPTransport", crypto, jwt]),
    room(
      "MCPServer", on: "Protocol",
      uses: [
        "Basics", "CLinux", "EventLoop", "JSON", "JSONSchema", "JSONRPC", "MCPSchema",
        "MCPTransport",
        "MCPHTTP", crypto,
      ]),
    room(
      "MCPClient", on: "Protocol",
      uses: [
        "Basics", "EventLoop", "JSON", "JSONSchema", "JSONRPC", "MCPSchema", "MCPTransport",
        "MCPHTTP",
      ]),

    // Floor 2: Runtime
    room("SessionLog", on: "Runtime", uses: ["JSON"]),
    room("Configuration", on: "Runtime", uses: ["JSON"]),
    room("Storage", on: "Runtime", uses: [grdb]),
    room(
      "Supervision", on: "Runtime",
      uses: [
        "Basics", "CLinux", "EventLoop", "JSON", "JSONRPC", "MCPSchema", "MCPTransport",
        "MCPClient", "SessionLog",
      ]),

    // Floor 3: Servers
    room("Everything", on: "Servers", uses: ["JSON", "JSONRPC", "MCPSchema", "MCPServer"]),
    room(
      "TaskOrchestrator", on: "Servers", uses: ["JSON", "MCPSchema", "MCPServer", "Storage", grdb]),

    // Floor 4: Console
    room("Screen", on: "Console", uses: ["JSON"]),
    room(
      "ConsoleState", on: "Console", uses: ["Basics", "JSON", "JSONRPC", "SessionLog", "Screen"]),
    room("ConsoleViews", on: "Console", uses: ["Screen", "ConsoleState"]),
    .systemLibrary(
      name: "CNcurses", path: "Sources/Console/CNcurses",
      providers: [.apt(["libncursesw5-dev"])]),
    room("Terminal", on: "Console", uses: ["CLinux", "Screen", "CNcurses"]),

    // Floor 5: executables
    .executableTarget(
      name: "Cockpit",
      dependencies: [
        arguments, "Basics", "CLinux", "EventLoop", "JSON", "JSONRPC", "MCPSchema", "MCPTransport",
        "MCPHTTP", "MCPAuth", "MCPServer", "MCPClient", "SessionLog", "Configuration", "Storage",
        "Supervision",
        "Everything", "TaskOrchestrator", "Screen", "ConsoleState", "ConsoleViews", "Terminal",
      ],
      path: "Sources/Cockpit", swiftSettings: strict, linkerSettings: standalone),
    .executableTarget(
      name: "ConformanceClient",
      dependencies: [
        "CLinux", "EventLoop", "JSON", "MCPSchema", "MCPHTTP", "MCPAuth", "MCPClient",
      ],
      path: "Sources/ConformanceClient", swiftSettings: strict),
    .target(
      name: "BenchmarkFloor", path: "Sources/Benchmarks/BenchmarkFloor", cSettings: gnu),
    .executableTarget(
      name: "Benchmarks", dependencies: ["BenchmarkFloor"], path: "Sources/Benchmarks/Benchmarks",
      swiftSettings: strict),

    // Tests mirror the sources; the last three look at the house as a whole.
    tests(of: "Basics", uses: ["Basics"]),
    tests(of: "EventLoop", uses: ["Basics", "CLinux", "EventLoop"]),
    tests(of: "JSON", uses: ["Basics", "JSON"]),
    tests(of: "JSONSchema", uses: ["Basics", "JSON", "JSONSchema"]),
    tests(of: "JSONRPC", uses: ["Basics", "JSON", "JSONRPC"]),
    tests(of: "MCPTransport", uses: ["Basics", "EventLoop", "JSON", "JSONRPC", "MCPTransport"]),
    tests(
      of: "MCPHTTP",
      uses: ["Basics", "EventLoop", "JSON", "JSONRPC", "MCPTransport", "MCPHTTP"]),
    tests(
      of: "MCPAuth",
      uses: ["Basics", "EventLoop", "JSON", "MCPHTTP", "MCPTransport", "MCPAuth", crypto, jwt]),
    tests(
      of: "MCPServer",
      uses: ["Basics", "EventLoop", "JSON", "JSONRPC", "MCPSchema", "MCPTransport", "MCPServer"]),
    tests(
      of: "MCPClient",
      uses: [
        "Basics", "EventLoop", "JSON", "JSONRPC", "MCPSchema", "MCPTransport", "MCPHTTP",
        "MCPServer", "MCPClient",
      ]),
    tests(of: "SessionLog", uses: ["Basics", "JSON", "SessionLog"]),
    tests(of: "Configuration", uses: ["Configuration"]),
    tests(of: "Storage", uses: ["Storage", grdb]),
    tests(of: "Supervision", uses: ["Basics", "EventLoop", "JSON", "SessionLog", "Supervision"]),
    tests(
      of: "Everything",
      uses: [
        "EventLoop", "JSON", "JSONRPC", "MCPSchema", "MCPTransport", "MCPServer", "Everything",
      ]),
    tests(
      of: "TaskOrchestrator",
      uses: ["Basics", "JSON", "MCPSchema", "MCPServer", "Storage", "TaskOrchestrator", grdb]),
    tests(of: "Screen", uses: ["Basics", "JSON", "Screen"]),
    tests(of: "ConsoleState", uses: ["Basics", "JSON", "SessionLog", "Screen", "ConsoleState"]),
    tests(
      of: "ConsoleViews", uses: ["JSON", "SessionLog", "Screen", "ConsoleState", "ConsoleViews"],
      resources: ["Golden"]),
    tests(of: "Terminal", uses: ["CLinux", "Screen", "Terminal"]),
    tests(of: "Tidy"),
    tests(of: "Simulation", uses: ["Basics", "JSON", "JSONRPC"]),
    tests(of: "EndToEnd", uses: ["CLinux", "JSON"], resources: ["Peers"]),
  ]
    + (fuzzes
      ? [
        .executableTarget(
          name: "Fuzz",
          dependencies: ["JSON", "JSONRPC", "JSONSchema", "MCPAuth", "MCPHTTP", "MCPSchema"],
          path: "Sources/Fuzz", swiftSettings: strict,
          linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])])
      ] : [])
)

import MCPHTTP
import Testing

@Suite("Addresses that are dialled")
struct PeerAddressTests {
  @Test(
    "IPv4 addresses are public or not",
    arguments: [
      ([8, 8, 8, 8], true), ([1, 1, 1, 1], true), ([172, 15, 0, 1], true), ([172, 32, 0, 1], true),
      ([100, 63, 0, 1], true), ([100, 128, 0, 1], true), ([192, 167, 0, 1], true),
      ([198, 17, 0, 1], true), ([223, 255, 255, 1], true), ([169, 253, 0, 1], true),
      ([0, 0, 0, 0], false), ([10, 1, 2, 3], false), ([127, 0, 0, 1], false),
      ([100, 64, 0, 1], false), ([169, 254, 169, 254], false), ([172, 16, 0, 1], false),
      ([172, 31, 255, 1], false), ([192, 168, 1, 1], false), ([192, 0, 0, 8], false),
      ([192, 0, 2, 1], false), ([198, 18, 0, 1], false), ([198, 51, 100, 1], false),
      ([203, 0, 113, 1], false), ([224, 0, 0, 1], false), ([240, 0, 0, 1], false),
      ([255, 255, 255, 255], false),
    ] as [([UInt8], Bool)])
  func four(bytes: [UInt8], expected: Bool) {
    let address = PeerAddress(bytes: bytes)
    #expect(address.isPublic == expected)
    #expect(address.text == bytes.map { String($0) }.joined(separator: "."))
    let mapped = PeerAddress(bytes: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + bytes)
    #expect(mapped.isPublic == expected)
    let translated = PeerAddress(
      bytes: [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8) + bytes)
    #expect(translated.isPublic == expected)
    let tunnelled = PeerAddress(bytes: [0x20, 0x02] + bytes + [UInt8](repeating: 1, count: 10))
    #expect(tunnelled.isPublic == expected)
  }

  @Test(
    "IPv6 addresses are public or not",
    arguments: [
      ([0x2606, 0x4700, 1], true), ([0x2A00, 0x1450, 1], true), ([0x2001, 0x4860, 1], true),
      ([0, 0, 0], false), ([0, 0, 1], false), ([0xFE80, 0, 1], false), ([0xFC00, 0, 1], false),
      ([0xFDFF, 0, 1], false), ([0xFF02, 0, 1], false), ([0xFEC0, 0, 1], false),
      ([0x2001, 0x0DB8, 1], false), ([0x2001, 0, 1], false), ([0x3FFF, 0x0123, 1], false),
      ([0x0100, 0, 1], false), ([0x0064, 0xFF9B, 1], false), ([0x4000, 0, 1], false),
    ] as [([UInt16], Bool)])
  func six(groups: [UInt16], expected: Bool) {
    let all = [groups[0], groups[1], 1, 0, 0, 0, 0, groups[2]]
    let groups = groups[0] == 0 ? [0, 0, 0, 0, 0, 0, 0, groups[2]] : all
    let address = PeerAddress(bytes: groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    #expect(address.isPublic == expected, "\(address.text)")
  }

  @Test("anything else is not public", arguments: [0, 3, 5, 15, 17])
  func odd(count: Int) {
    #expect(!PeerAddress(bytes: [UInt8](repeating: 8, count: count)).isPublic)
  }
}

import Testing

@Suite("Golden screens")
struct GoldenTests {
  @Test("a screen looks as its picture", arguments: GoldenCase.all)
  func looksAsItsPicture(_ golden: GoldenCase) throws {
    let drawn = golden.drawn()
    if GoldenFiles.areBeingUpdated { try GoldenFiles.write(drawn, golden.name) }
    let kept = try #require(
      GoldenFiles.read(golden.name), "no picture yet: run with UPDATE_GOLDEN=1 and look at it")
    #expect(drawn == kept, "\(golden.name) changed:\n\(drawn)")
  }

  @Test("every picture belongs to a case, and no two cases share one")
  func noOrphans() throws {
    let names = GoldenCase.all.map(\.name)
    #expect(Set(names).count == names.count, "two cases have one name")
    let orphans = try GoldenFiles.names().subtracting(names)
    #expect(orphans == [], "pictures without a case")
  }
}

import TaskOrchestrator
import Testing

/// Makes tasks with ids from 1, from titles and dependencies.
private func graph(_ dependencies: [Int: [Int]]) -> TaskGraph { TaskGraph(dependencies) }

@Suite("The task graph")
struct TaskGraphTests {
  @Test(
    "names the cycle a change would close",
    arguments: [
      ([:], 1, [1], [1, 1]),
      ([:], 1, [2], nil),
      ([2: [1]], 1, [2], [1, 2, 1]),
      ([2: [1], 3: [2]], 1, [3], [1, 3, 2, 1]),
      ([2: [1], 3: [2], 4: [1]], 1, [3, 4], [1, 4, 1]),
      ([2: [1], 3: [2]], 3, [1], nil),
      // A cycle elsewhere, which another program might have left, does not hang the search.
      ([2: [3], 3: [2]], 1, [2], nil),
    ] as [([Int: [Int]], Int, [Int], [Int]?)])
  func cycle(dependencies: [Int: [Int]], task: Int, wanted: [Int], expected: [Int]?) {
    #expect(graph(dependencies).cycle(ifTask: task, dependsOn: wanted) == expected)
  }

  @Test(
    "finds the longest chain of open tasks",
    arguments: [
      ([:], [], []),
      ([:], [2, 1], [1]),
      ([2: [1], 3: [1], 4: [2, 3]], [1, 2, 3, 4], [1, 2, 4]),
      ([2: [1], 3: [1], 4: [2, 3]], [3, 4], [3, 4]),
      ([2: [1], 3: [2], 4: [1], 5: [3, 4]], [1, 2, 3, 4, 5], [1, 2, 3, 5]),
      ([1: [5], 5: [9], 2: [3]], [1, 2, 3, 5, 9], [9, 5, 1]),
      ([1: [2], 2: [1], 3: []], [1, 2, 3], [3]),
    ] as [([Int: [Int]], [Int], [Int])])
  func criticalPath(dependencies: [Int: [Int]], open: [Int], expected: [Int]) {
    #expect(graph(dependencies).criticalPath(open: Set(open)) == expected)
  }

  @Test("searches long chains without recursion")
  func longChain() {
    let count = 100_000
    let chain = TaskGraph(
      Dictionary(uniqueKeysWithValues: (2...count).map { ($0, [$0 - 1]) }))
    #expect(chain.cycle(ifTask: 1, dependsOn: [count])?.count == count + 1)
    #expect(chain.criticalPath(open: Set(1...count)).count == count)
  }
}

@Suite("A drawn graph")
struct GraphTextTests {
  @Test("in mermaid escapes whatever has a meaning there")
  func mermaid() async throws {
    let service = try makeService()
    try await service.add("say \"hi\"];\n t9 --> t1 <b>&#35; `x`")
    try await service.add("naïve 🙂", after: [1])
    let text = GraphText.mermaid(try await service.graph().tasks)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "graph TD")
    #expect(
      lines[1]
        == "  t1[\"1: say #34;hi#34;]#59;  t9 --#62; t1 #60;b#62;#38;#35;35#59; #96;x#96;\"]:::pending"
    )
    #expect(lines[2] == "  t2[\"2: naïve 🙂\"]:::blocked")
    #expect(lines[3] == "  t1 --> t2")
  }

  @Test("in dot escapes quotes, backslashes and line breaks")
  func dot() async throws {
    let service = try makeService()
    try await service.add("a \"b\" \\N\r\n&amp;")
    try await service.add("c", after: [1])
    let text = GraphText.dot(try await service.graph().tasks)
    #expect(
      text == """
        digraph tasks {
          node [shape=box];
          t1 [label="1: a \\"b\\" \\\\N  &amp;amp;", class="pending"];
          t2 [label="2: c", class="blocked"];
          t1 -> t2;
        }

        """)
  }
}

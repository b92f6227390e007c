"""Drives `mcp-cockpit serve NAME` over stdio with the Python SDK, as any other MCP client would.

    client_both_eras.py BINARY MODE HOME

MODE is `legacy` (the handshake, 2025-11-25), `2026-07-28` (stateless, straight away) or `auto` (asks with
server/discover first). Prints `ok N` when all N checks passed; anything else ends with an exception.
"""

import json
import sys
import warnings

import anyio
from mcp import Client, MCPError, StdioServerParameters

warnings.filterwarnings("ignore", category=DeprecationWarning)

HOSTILE = [
    "",
    " ",
    "plain",
    'quotes " and \\ backslashes \\u0041 \\n',
    "line\nbreak\r\nand\ttab",
    "nul \x00 bell \x07 escape \x1b[31mred\x1b[0m delete \x7f",
    "\u2028 line separator \u2029 paragraph separator \u0085 next line",
    "right to left \u202e override \u2066 isolate \u200b zero width \ufeff mark",
    "e\u0301 \u00e9 \U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \u4f60\u597d",
    "\ufffd \ufffe \uffff \U0010ffff",
    '{"jsonrpc":"2.0","id":1,"result":{}}',
    "</script><!-- ${HOME} `id` $(id) %s %n {{x}}",
]

checks = 0


def check(condition, what):
    global checks
    assert condition, what
    checks += 1


def text_of(result):
    check(len(result.content) >= 1 and result.content[0].type == "text", f"no text in {result!r}"[:400])
    return result.content[0].text


def data_of(result):
    check(not result.is_error, f"tool failed: {result!r}"[:600])
    data = result.structured_content
    check(isinstance(data, dict), f"no structuredContent in {result!r}"[:400])
    check(json.loads(text_of(result)) == data, "the text for old clients says the same as structuredContent")
    return data


async def check_listing(client, expected):
    names = []
    cursor = None
    while True:
        page = await client.list_tools(cursor=cursor, cache_mode="refresh")
        for tool in page.tools:
            names.append(tool.name)
            check(tool.description, f"{tool.name} has a description")
            check(tool.input_schema.get("type") == "object", f"{tool.name} takes an object")
        cursor = page.next_cursor
        if cursor is None:
            break
    check(len(names) == len(set(names)), f"tool names are unique: {names}")
    for name in expected:
        check(name in names, f"{name} is among {names}")
    again = [tool.name for tool in (await client.list_tools(cache_mode="refresh")).tools]
    check(again == names[: len(again)], "the order of tools/list is always the same")


async def check_refusal(client):
    try:
        result = await client.call_tool("no_such_tool", {})
    except MCPError as error:
        check(error.code == -32602, f"an unknown tool is -32602, not {error.code}")
    else:
        raise AssertionError(f"an unknown tool was answered: {result!r}")


async def check_everything(client):
    await check_listing(client, ["echo"])
    for message in HOSTILE:
        result = await client.call_tool("echo", {"message": message})
        check(not result.is_error, f"echo failed: {result!r}"[:400])
        check(text_of(result) == message, f"echo changed {message!r} to {text_of(result)!r}")
    large = ("0123456789abcdef\u00e9\u4f60\U0001f600\"\\\n" * 40_000)[: 1 << 20]
    check(text_of(await client.call_tool("echo", {"message": large})) == large, "echo changed 1 MB")

    async def one(index):
        message = f"{index} " + "x" * (index * 97)
        check(text_of(await client.call_tool("echo", {"message": message})) == message, f"answer {index} is its own")

    async with anyio.create_task_group() as group:
        for index in range(64):
            group.start_soon(one, index)
    result = await client.call_tool("echo", {})
    check(result.is_error and "message" in text_of(result), "a missing argument is an isError that names it")
    await check_refusal(client)


async def create(client, title, **more):
    data = data_of(await client.call_tool("create_task", {"title": title, **more}))
    return data["task"]["id"]


async def check_tasks(client):
    await check_listing(
        client, ["create_task", "update_task_status", "get_task", "list_tasks", "delete_task", "get_task_graph"]
    )
    plan = await create(client, "Plan \"the\" thing\n\u202e\u4f60\u597d", priority=4, tags=["a", "b"])
    build = await create(client, "Build it", dependencies=[plan])
    task = data_of(await client.call_tool("get_task", {"task_id": plan}))["task"]
    check(task["title"] == "Plan \"the\" thing\n\u202e\u4f60\u597d", f"the title came back as {task['title']!r}")
    check(task["status"] == "pending", f"a new task is pending, not {task['status']}")

    async def refused(tool, arguments, word):
        result = await client.call_tool(tool, arguments)
        check(result.is_error, f"{tool} {arguments} should have been refused: {result!r}"[:400])
        check(word in text_of(result), f"{tool} {arguments}: {word!r} is not in {text_of(result)!r}")

    await refused("create_task", {"title": "Lost", "dependencies": [987654]}, "987654")
    await refused("create_task", {"title": ""}, "title")
    await refused("create_task", {"title": "Urgent", "priority": 10}, "priority")
    await refused("get_task", {"task_id": 987654}, "987654")
    await refused("update_task_status", {"task_id": build, "status": "completed"}, str(plan))
    await refused("update_task_status", {"task_id": build, "status": "done"}, "status")

    graph = data_of(await client.call_tool("get_task_graph", {"format": "json"}))
    ids = [node["id"] for node in graph.get("nodes", graph.get("tasks"))]
    check(plan in ids and build in ids, f"both tasks are in the graph: {ids}")
    check(any(e["from"] == plan and e["to"] == build for e in graph["edges"]), f"the edge is there: {graph['edges']}")

    for identifier in (plan, build):
        done = data_of(await client.call_tool("update_task_status", {"task_id": identifier, "status": "completed"}))
        check(done["task"]["status"] == "completed", f"task {identifier} is completed")
    listed = data_of(await client.call_tool("list_tasks", {"status": "completed"}))
    check({plan, build} <= {task["id"] for task in listed["tasks"]}, "completed tasks are listed by status")
    mermaid = text_of(await client.call_tool("get_task_graph", {"format": "mermaid"}))
    check(mermaid.startswith("graph"), f"a mermaid graph starts with graph: {mermaid[:80]!r}")
    await check_refusal(client)


async def main(binary, mode, home):
    expected = "2025-11-25" if mode == "legacy" else "2026-07-28"
    environment = {"HOME": home, "MCP_HOME": f"{home}/mcp-{mode}"}
    for server, run in (("everything", check_everything), ("task-orchestrator", check_tasks)):
        parameters = StdioServerParameters(command=binary, args=["serve", server], env=environment)
        with anyio.fail_after(60):
            async with Client(parameters, mode=mode, cache=None) as client:
                check(client.protocol_version == expected, f"{mode} gave {client.protocol_version}")
                await run(client)
    print(f"ok {checks}")


anyio.run(main, *sys.argv[1:4])

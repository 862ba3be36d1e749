import { expect, test, vi } from "vitest";
import { tellContainer } from "../../src/frame/container.ts";

test("a container of OpenSocial hears the height by its own call, and nobody else does", () => {
  const postMessage = vi.fn();
  const page = { name: "remote_iframe_3", location: { hash: "#rpctoken=42" }, parent: { postMessage } };
  tellContainer(512, "https://jira.example.com", page as unknown as Window);
  const [call, origin] = postMessage.mock.calls[0] ?? [];
  expect(JSON.parse(call)).toMatchObject({ s: "resize_iframe", f: "remote_iframe_3", a: [512], t: "42" });
  expect(origin).toBe("https://jira.example.com");
});

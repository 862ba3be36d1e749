import { registerAction } from "../gadget/v1/actions.js";

registerAction({
  types: ["job"],
  rel: "page-oncall",
  label: "Page on-call",
  async run(item, context) {
    const answer = await context.fetch(context.link, { method: "POST" });
    if (answer.status === 409) return { state: "disabled", reason: "Nobody is on call" };
    if (!answer.ok) throw new Error("The pager does not answer");
    return { state: "done", label: "Paged", message: "Somebody is on the way" };
  },
});

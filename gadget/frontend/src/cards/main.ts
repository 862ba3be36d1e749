import { ActivityGadgetCard } from "./home-assistant.ts";

const NAME = "activity-gadget-card";
const page = window as { customCards?: object[] };

if (!customElements.get(NAME)) {
  customElements.define(NAME, ActivityGadgetCard);
  // What the dialog "Add card" lists.
  page.customCards = [
    ...(page.customCards ?? []),
    { type: NAME, name: "Activity", description: "What all your tools did, with its actions in place." },
  ];
  import(/* @vite-ignore */ new URL(/* @vite-ignore */ "./gadget.js", import.meta.url).href);
}

import { ActivityGadgetFrame } from "./frame-element.ts";

customElements.get("activity-gadget-frame") ||
  customElements.define("activity-gadget-frame", ActivityGadgetFrame);

import { ActivityGadgetFrame } from "./frame-element.ts";

// Loaded twice, the second copy does not come so far (scripts/build.mjs).
customElements.define("activity-gadget-frame", ActivityGadgetFrame);

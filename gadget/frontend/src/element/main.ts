import { ActivityGadget } from "./activity-gadget.ts";

customElements.get("activity-gadget") || customElements.define("activity-gadget", ActivityGadget);
